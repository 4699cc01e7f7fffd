// The arranger: the measured schedule of the original, and what must hold for any score.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/arranger.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace latentjam::score::fibonacci;

namespace {

std::string text_of(const Event& event)
{
    std::ostringstream text;
    text << name_of(event.kind);
    for (int i = 0; i < event.size; ++i) text << ' ' << event.numbers[static_cast<std::size_t>(i)];
    return text.str();
}

std::vector<std::string> texts_of(std::span<const Event> events)
{
    std::vector<std::string> texts;
    for (const Event& event : events) texts.push_back(text_of(event));
    return texts;
}

bool has(const std::vector<std::string>& texts, const std::string& text)
{
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Score without_chance(Score score)
{
    score.rules.rare_chance = 0;
    return score;
}

/// What was measured at one top of the count: PD-Fibonacci-Jungle, run in Pd.
struct Measured {
    int section;
    bool has_preset;
    int hats;  ///< -1: no message
    bool new_breaks, new_tonal;
    std::vector<int> samples;
};

const std::vector<Measured> kSchedule{
    {2, true, -1, false, false, {}},   {3, true, -1, true, false, {}},       {4, false, -1, false, false, {1}},
    {5, true, -1, false, true, {}},    {6, false, -1, false, false, {2}},    {7, false, -1, false, false, {3}},
    {8, true, -1, true, false, {}},    {1, true, 1, false, false, {}},       {2, true, -1, true, true, {}},
    {3, true, -1, false, false, {}},   {4, false, -1, false, false, {5, 4}}, {5, true, -1, true, false, {}},
    {6, false, -1, false, false, {1}}, {7, false, -1, false, false, {2}},    {8, true, -1, false, true, {}},
    {1, true, 0, true, false, {}},     {2, true, -1, false, false, {}},      {3, true, -1, true, true, {}},
    {4, false, -1, false, false, {3}}, {5, true, -1, false, false, {}},      {6, false, -1, false, false, {5, 4}},
    {7, false, -1, false, false, {1}}, {8, true, -1, true, false, {}},       {1, true, 1, false, true, {}},
    {2, true, -1, true, false, {}},    {3, true, -1, false, false, {}},      {4, false, -1, false, false, {2}},
    {5, true, -1, true, true, {}},     {6, false, -1, false, false, {3}},    {7, false, -1, false, false, {5, 4}},
    {8, true, -1, false, false, {}},   {1, true, 0, true, false, {}},        {2, true, -1, false, true, {}},
    {3, true, -1, true, false, {}}};

/// 8ths of the first two cycles on which the original rings, counted from 1; the 33rd rings twice.
const std::vector<int> kFirstRings{1, 2, 4, 7, 12, 20, 33, 33, 34, 35, 36, 38};

/// Between which tops the layer sounds.
bool has_layer(int top)
{
    for (const auto& [from, to] : std::map<int, int>{{3, 5}, {6, 11}, {13, 14}, {19, 21}, {22, 27}, {29, 30}})
        if (top >= from && top < to) return true;
    return false;
}

}  // namespace

TEST_CASE("The original's 1155 8ths bring the schedule that was measured")
{
    Arranger arranger(without_chance(original_score()));
    std::vector<int> rings, tops;
    double volume = 1;  // of the breaks: silent from the last sample to the next preset
    std::map<std::string, double> switches{{"chords", 0}, {"bass", 0},  {"break", 1}, {"breaksvol", 1}, {"layer", 0},
                                           {"hats", 0},   {"blips", 0}, {"stabs", 1}, {"echo", 0}};
    for (int eighth = 1; eighth <= 1155; ++eighth) {
        const auto events = arranger.step();
        const auto texts = texts_of(events);
        CHECK(texts[0] == "count " + std::to_string(eighth % 34 + 1));
        for (const auto& text : texts)
            if (text == "fibon") rings.push_back(eighth);
        for (const Event& event : events)
            if (switches.count(name_of(event.kind))) switches[name_of(event.kind)] = event.numbers[0];
        if (eighth % 34 != 33) {
            CHECK(texts.size() <= 4);  // count, fibon or fiboff, perhaps a chord
            continue;
        }
        tops.push_back(eighth);
        const int n = static_cast<int>(tops.size());
        const Measured& m = kSchedule[tops.size() - 1];
        CAPTURE(n, texts);
        CHECK(has(texts, "cycle " + std::to_string(n)));
        CHECK(has(texts, "section " + std::to_string(m.section)));
        CHECK(has(texts, "hats 1") == (m.hats == 1));
        CHECK(has(texts, "hats 0") == (m.hats == 0));
        CHECK(has(texts, "newbreaks") == m.new_breaks);
        CHECK(has(texts, "newtonal") == m.new_tonal);
        CHECK(has(texts, "basspreset 2 4850 1 3") == m.has_preset);
        CHECK(has(texts, "basspreset 21 6850 1 1.2") == !m.has_preset);
        CHECK(has(texts, "stop") == (n == 34));
        std::vector<int> samples;
        for (const Event& event : events)
            if (event.kind == EventKind::kSample) samples.push_back(static_cast<int>(event.numbers[0]));
        CHECK(samples == m.samples);
        if (m.has_preset) volume = 1;
        if (m.samples.size() == 2) volume = 0;
        CHECK(switches["breaksvol"] == volume);
        CHECK(switches["chords"] == m.has_preset);
        CHECK(switches["stabs"] == 1 - switches["chords"]);
        CHECK(switches["blips"] == (n >= 16 ? 1 - switches["hats"] : 0));
        CHECK(switches["layer"] == has_layer(n));
        CHECK(switches["echo"] == (n / 2) % 2);
        if (m.has_preset) {
            const int s = m.section;
            CHECK(switches["bass"] == (s == 3 || s == 5 || s == 8));
            CHECK(switches["break"] == (s == 1 || s == 3 || s == 8));
        }
    }
    CHECK(tops.size() == 34);
    CHECK(tops.back() == 1155);
    CHECK(std::equal(kFirstRings.begin(), kFirstRings.end(), rings.begin()));
    CHECK(rings.size() == 8 + 33 * 9);
    CHECK(arranger.length_in_8ths() == 1155);
    CHECK(arranger.step().empty());
}

TEST_CASE("Inside one instant the original's events keep their order")
{
    Arranger arranger(without_chance(original_score()));
    int eighth = 0;
    const auto top = [&](int n) {
        std::vector<std::string> texts;
        for (; eighth < 34 * n - 1; ++eighth) texts = texts_of(arranger.step());
        return texts;
    };
    using Texts = std::vector<std::string>;
    CHECK(top(1) == Texts{"count 34", "formation 1", "fibon", "cycle 1", "section 2", "chords 1", "stabs 0", "break 0",
                          "basspreset 2 4850 1 3", "fibon"});
    CHECK(top(9) == Texts{"count 34", "formation 2", "strike", "fibon", "cycle 9", "section 2", "break 0", "newbreaks",
                          "newtonal", "basspreset 2 4850 1 3", "fibon"});
    CHECK(top(11) == Texts{"count 34", "fibon", "cycle 11", "section 4", "break 0", "basspreset 21 6850 1 1.2",
                           "chords 0", "stabs 1", "layer 0", "breaksvol 0", "sample 5", "sample 4", "fibon"});
    CHECK(top(34) == Texts{"count 34", "fibon", "cycle 34", "breaksvol 0", "stop", "section 3", "bass 1", "break 1",
                           "breaksvol 1", "newbreaks", "basspreset 2 4850 1 3", "echo 1", "fibon"});
}

TEST_CASE("The usual score begins with 1, rings once, and ends with stop")
{
    Arranger arranger(usual_score());
    int rings = 0;
    for (int eighth = 1; eighth <= 1156; ++eighth) {
        const auto texts = texts_of(arranger.step());
        CAPTURE(eighth, texts);
        REQUIRE(texts[0] == "count " + std::to_string((eighth - 1) % 34 + 1));
        const auto fibons = std::count(texts.begin(), texts.end(), "fibon");
        rings += static_cast<int>(fibons);
        CHECK(fibons + std::count(texts.begin(), texts.end(), "fiboff") == (eighth < 1156 ? 1 : 0));
        CHECK((texts.back() == "stop") == (eighth == 1156));
    }
    CHECK(rings == 34 * 8 - 1);
    CHECK(arranger.step().empty());
    CHECK(arranger.stop().empty());
    CHECK(texts_of(arranger.start())[1] == "cycle 0");
    CHECK(arranger.step().size() == 2);
}

TEST_CASE("Endless, a track never stops, and its sections go round")
{
    Arranger arranger(usual_score());
    arranger.set_endless(true);
    int cycles = 0;
    for (int eighth = 1; eighth <= 34 * 100; ++eighth)
        for (const Event& event : arranger.step()) {
            CHECK(event.kind != EventKind::kStop);
            if (event.kind == EventKind::kSection) CHECK(event.numbers[0] == ++cycles % 8 + 1);
        }
    CHECK(cycles == 100);
}

TEST_CASE("A seed decides about the rare sample alone, the same each time")
{
    const auto rare_ones = [](std::uint64_t seed) {
        Score score = usual_score();
        score.cycles = 2000;
        Arranger arranger(score, seed);
        std::vector<int> found;
        for (int cycle = 0, eighth = 0; eighth < 34 * 2000; ++eighth)
            for (const Event& event : arranger.step()) {
                if (event.kind == EventKind::kCycle) ++cycle;
                if (event.kind == EventKind::kSample && event.numbers[0] == 6) found.push_back(cycle);
            }
        return found;
    };
    const auto first = rare_ones(1);
    CHECK(first == rare_ones(1));
    CHECK(first != rare_ones(2));
    CHECK(first.size() > 190);  // 250 +- 4 standard deviations of a binomial draw
    CHECK(first.size() < 310);
}

TEST_CASE("A switch speaks only when it changes, and start tells them all")
{
    Arranger arranger(usual_score());
    arranger.set_endless(true);
    std::map<EventKind, double> known;
    for (const Event& event : arranger.start()) known[event.kind] = event.numbers[0];
    CHECK(known.size() == 12);
    for (int eighth = 0; eighth < 34 * 200; ++eighth)
        for (const Event& event : arranger.step()) {
            const bool is_switch = event.kind >= EventKind::kChords && event.kind <= EventKind::kEcho;
            if (!is_switch) continue;
            CAPTURE(eighth, name_of(event.kind));
            CHECK(known.at(event.kind) != event.numbers[0]);
            known[event.kind] = event.numbers[0];
            CHECK((event.kind == EventKind::kBreaksVolume || event.numbers[0] == 0 || event.numbers[0] == 1));
        }
}

TEST_CASE("A jump begins its section on the next 8th")
{
    Arranger arranger(usual_score());
    for (const int section : {8, 1, 5, 4, 4}) {
        for (int eighth = 0; eighth < 5; ++eighth) (void)arranger.step();
        REQUIRE(arranger.jump(section));
        const auto texts = texts_of(arranger.step());
        CHECK(texts[0] == "count 34");
        CHECK(has(texts, "section " + std::to_string(section)));
        CHECK(texts_of(arranger.step())[0] == "count 1");
    }
    for (const int section : {0, 9, -1}) CHECK_FALSE(arranger.jump(section));
}

TEST_CASE("Any sequence and any top keep the form: one ring a member, one section a cycle")
{
    const std::vector<std::vector<Token>> sequences{{"fibonacci"}, {"lucas"}, {"padovan"},     {"primes"},
                                                    {1.0},         {7.0},     {4.0, 9.0, 16.0}};
    for (const auto& sequence : sequences)
        for (const double top : {0.0, 1.0, 2.0, 7.0, 55.0}) {
            Score score = usual_score();
            REQUIRE(change(score, "sequence", sequence));
            if (top > 0) REQUIRE(change(score, "top", std::vector<Token>{top}));
            score.cycles = 5;
            Arranger arranger(score);
            int eighths = 0, rings = 0, sections = 0;
            bool has_stopped = false;
            for (; !has_stopped && eighths < 1000; ++eighths)
                for (const Event& event : arranger.step()) {
                    rings += event.kind == EventKind::kFibon;
                    sections += event.kind == EventKind::kSection;
                    has_stopped |= event.kind == EventKind::kStop;
                }
            CAPTURE(score.sequence, score.top, score.members);
            int members = 0;
            for (int count = 1; count <= score.top; ++count) members += score.is_member(count);
            CHECK(eighths == arranger.length_in_8ths());
            CHECK(rings == 5 * members - 1);
            CHECK(sections == 4);
        }
}

TEST_CASE("A score that shrinks while it plays is played on")
{
    Arranger arranger(usual_score());
    for (int eighth = 0; eighth < 33; ++eighth) (void)arranger.step();
    Score small = usual_score();
    REQUIRE(change(small, "sequence", std::vector<Token>{1.0, 2.0, 3.0}));
    REQUIRE(change(small, "sections", std::vector<Token>{1.0}));
    arranger.set_score(small);
    CHECK(texts_of(arranger.step())[0] == "count 1");
    for (int eighth = 0; eighth < 30; ++eighth)
        for (const Event& event : arranger.step())
            if (event.kind == EventKind::kSection) CHECK(event.numbers[0] == 1);
}
