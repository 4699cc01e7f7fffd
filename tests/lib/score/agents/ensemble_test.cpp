// The ensemble as a whole: deterministic, within its limits, and as dense as it was asked to be.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/ensemble.h"

#include "cast.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace latentjam::score::agents;

namespace {

struct Figures {
    std::array<double, 6> share{};
    double together = 0, silent = 0, begins_a_minute = 0, on_a_call = 0;
    int most_99 = 0, most = 0;
};

/// Over so many seeds of 30 minutes, by announcements.
Figures simulate(std::string_view lines, int seeds)
{
    Figures figures;
    std::map<int, std::int64_t> crowds;
    std::int64_t frames = 0;
    double begins = 0, calls = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
        Ensemble ensemble(six_sirens(lines, static_cast<std::uint64_t>(seed)));
        REQUIRE(ensemble.count() == 6);
        ensemble.start();
        for (int frame = 0; frame < std::lround(1800 / Ensemble::kFrame_s); ++frame, ++frames) {
            for (const Event& event : ensemble.advance())
                if (event.kind == Event::Kind::kState && event.value == static_cast<int>(State::kSound))
                    begins += 1, calls += event.call > .3;
            for (std::size_t i = 0; i < 6; ++i) figures.share[i] += ensemble.agent(static_cast<int>(i)).is_sounding();
            ++crowds[ensemble.crowd()];
        }
    }
    const auto all = static_cast<double>(frames);
    std::int64_t below = 0;
    for (const auto& [crowd, count] : crowds) {
        figures.together += crowd * static_cast<double>(count) / all;
        if (static_cast<double>(below) < .99 * all) figures.most_99 = crowd;
        below += count;
        figures.most = crowd;
    }
    for (double& share : figures.share) share /= all;
    figures.silent = static_cast<double>(crowds[0]) / all;
    figures.begins_a_minute = begins / (all * Ensemble::kFrame_s / 60);
    figures.on_a_call = calls / begins;
    return figures;
}

struct Wanted {
    const char* name;
    const char* lines;
    std::array<double, 6> share;
    double together;
    int most_99;
    double silent, begins_a_minute, on_a_call;
};

const std::vector<Wanted> kTable{
    {"defaults", "", {.34, .34, .37, .37, .34, .38}, 2.15, 4, .06, 10.8, .18},
    {"sociable 1", "at 0:00 all sociable 1\n", {.38, .37, .38, .40, .33, .38}, 2.25, 4, .07, 11.2, .28},
    {"sociable -.8", "at 0:00 all sociable -.8\n", {.31, .30, .29, .31, .34, .39}, 1.94, 4, .05, 10.4, .06},
    {"sferico",
     "at 0:00 all density .30 .20 .35 .30 0 .25\nat 0:00 all phrase 24\nat 0:00 limit 0 3\nat 0:00 all tempo 1.6\n",
     {.30, .19, .36, .30, 0, .29},
     1.43,
     3,
     .18,
     4.8,
     .14},
    {"pensoso",
     "at 0:00 all density .22 .18 .22 .18 .10 .20\nat 0:00 all phrase 9\nat 0:00 limit 0 2\nat 0:00 all space 2\n"
     "at 0:00 all tempo 1.2\n",
     {.22, .17, .23, .18, .09, .25},
     1.14,
     2,
     .23,
     6.5,
     .12},
    {"late frullanto",
     "at 0:00 all density .85\nat 0:00 all phrase 20\nat 0:00 all space 8\nat 0:00 all tempo .6\n",
     {.83, .83, .83, .82, .81, .79},
     4.9,
     6,
     0,
     17.7,
     .17},
};

}  // namespace

TEST_CASE("Over 50 seeds the six sirens sound as much, together and on calls as the table says")
{
    for (const Wanted& wanted : kTable) {
        const Figures got = simulate(std::string("at 0:00 all whim 0\n") + wanted.lines, 50);
        INFO(wanted.name << ": together " << got.together << ", silent " << got.silent << ", begins "
                         << got.begins_a_minute << ", on a call " << got.on_a_call);
        for (std::size_t i = 0; i < 6; ++i) {
            INFO("agent " << i + 1 << ": " << got.share[i]);
            CHECK(std::abs(got.share[i] - wanted.share[i]) <= .06);
        }
        CHECK(std::abs(got.together / wanted.together - 1) <= .2);
        CHECK(got.most_99 == wanted.most_99);
        CHECK(std::abs(got.silent - wanted.silent) <= std::max(.005, .2 * wanted.silent));
        CHECK(std::abs(got.begins_a_minute / wanted.begins_a_minute - 1) <= .2);
        CHECK(std::abs(got.on_a_call / wanted.on_a_call - 1) <= .2);
    }
}

TEST_CASE("Moods colour the moment: all together sound as much as without them")
{
    for (const Wanted& wanted : kTable) {
        const Figures got = simulate(wanted.lines, 12);
        INFO(wanted.name << ": together " << got.together);
        CHECK(std::abs(got.together - wanted.together) / 6 <= .06);
        CHECK(std::abs(got.together / wanted.together - 1) <= .2);
    }
}

TEST_CASE("The same seed gives the same events and latents; the next gives others in nine of ten")
{
    const auto play = [](std::uint64_t seed) {
        Ensemble ensemble(six_sirens("at 0:00 all density .5\n", seed));
        for (int i = 0; i < 6; ++i) ensemble.set_pathway(i, std::make_shared<const Pathway>(8));
        ensemble.start();
        std::vector<Event> events;
        std::vector<float> latents;
        for (int frame = 0; frame < 12000; ++frame) {
            for (const Event& event : ensemble.advance()) events.push_back(event);
            for (int i = 0; i < 6; ++i)
                for (const float value : ensemble.voice(i).latents()) latents.push_back(value);
        }
        return std::pair(events, latents);
    };
    const auto first = play(43), again = play(43), other = play(44);
    CHECK(first == again);
    int same = 0;
    for (std::size_t i = 0; i < std::min(first.first.size(), other.first.size()); ++i)
        same += first.first[i] == other.first[i];
    REQUIRE(first.first.size() > 300);
    CHECK(same < static_cast<int>(first.first.size()) / 10);
}

TEST_CASE("An agent's change does not move the draws of the others")
{
    Ensemble quiet(six_sirens("at 0:00 3 density .1\n")), loud(six_sirens("at 0:00 3 density .9\n"));
    quiet.start();
    loud.start();
    for (int frame = 0; frame < 20000; ++frame) quiet.advance(), loud.advance();
    CHECK(std::abs(quiet.agent(2).share() - loud.agent(2).share()) > .3);
    for (int i = 0; i < 6; ++i) {
        Luck one = quiet.agent(i).luck(), other = loud.agent(i).luck();
        while (one.count(Purpose::kDecide) < other.count(Purpose::kDecide)) one.uniform(Purpose::kDecide);
        while (other.count(Purpose::kDecide) < one.count(Purpose::kDecide)) other.uniform(Purpose::kDecide);
        for (int draw = 0; draw < 10; ++draw) CHECK(one.uniform(Purpose::kDecide) == other.uniform(Purpose::kDecide));
    }
}

TEST_CASE("A start after any play is the first start again")
{
    Ensemble ensemble(six_sirens());
    const auto play = [&] {
        std::vector<Event> events;
        ensemble.start();
        for (int frame = 0; frame < 5000; ++frame)
            for (const Event& event : ensemble.advance()) events.push_back(event);
        return events;
    };
    const auto first = play();
    ensemble.touch(0, Parameter::kDensity, 1);
    ensemble.change();
    CHECK(play() == first);
}

TEST_CASE("A reloaded score goes on where it is, and the log says who does what and why")
{
    Ensemble ensemble(six_sirens());
    ensemble.start();
    std::string log;
    for (int frame = 0; frame < 3000; ++frame)
        for (const Event& event : ensemble.advance()) log += log_line(ensemble, event) + "\n";
    CHECK(log.starts_with("all 0:00.05 part 1\n"));
    CHECK(log.find(" sound own ") != std::string::npos);
    const std::int64_t frame = ensemble.conductor().frame();
    const double share = ensemble.agent(0).share();
    ensemble.reload(six_sirens("at 0:00 all density .9\nat 10:00 all density .1\n"));
    CHECK(ensemble.conductor().frame() == frame);
    CHECK(ensemble.agent(0).share() == share);
    ensemble.reload({});
    ensemble.advance();
    CHECK(ensemble.count() == 0);
}
