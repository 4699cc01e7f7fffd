// scale-notes, chord-notes, sequence and steps: numbers in, numbers out.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/harmony/notes.h"
#include "abstractions/performance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

using namespace latentjam::test;
namespace harmony = latentjam::score::harmony;

namespace {

std::vector<std::string> said(const std::string& box, const std::vector<std::string>& messages, int outlet = 0)
{
    Score score{.box = box,
                .cues = {},
                .length_ms = 20.0 + static_cast<double>(messages.size()),
                .signals = 0,
                .words = outlet};
    double at = 10;
    for (const std::string& message : messages) score.cues.push_back({at++, message});
    std::vector<std::string> texts;
    for (const Word& word : perform(score).words) texts.push_back(word.text);
    return texts;
}

std::vector<double> drawn(const std::string& arguments, int count, const std::vector<std::string>& before = {})
{
    std::vector<std::string> messages = before;
    messages.insert(messages.end(), static_cast<std::size_t>(count), "bang");
    std::vector<double> values;
    for (const std::string& text : said("sequence " + arguments, messages)) values.push_back(std::stod(text));
    return values;
}

std::string list(const std::vector<int>& values)
{
    std::ostringstream text;
    for (const int value : values) text << (text.tellp() > 0 ? " " : "") << value;
    return text.str();
}

}  // namespace

TEST_CASE("Every scale comes out of scale-notes as the core has it, by name and by number")
{
    for (std::size_t index = 0; index < harmony::scales().size(); ++index) {
        const auto& scale = harmony::scales()[index];
        std::vector<std::string> by_name{"scale " + std::string(scale.name)},
            by_number{"scale " + std::to_string(index)};
        std::vector<std::string> expected;
        for (std::size_t n = 0; n < scale.semitones.size(); ++n) {
            by_name.push_back(std::to_string(n));
            by_number.push_back(std::to_string(n));
            expected.push_back(std::to_string(100 + scale.semitones[n]));
        }
        CAPTURE(scale.name);
        CHECK(said("scale-notes 100", by_name) == expected);
        CHECK(said("scale-notes 100", by_number) == expected);
        CHECK(said("scale-notes 100", {by_name[0]}, 1) ==
              std::vector<std::string>{"name " + std::string(scale.name),
                                       "size " + std::to_string(scale.semitones.size())});
    }
}

TEST_CASE("Every chord comes out of chord-notes as the core has it")
{
    for (std::size_t index = 0; index < harmony::chords().size(); ++index) {
        const auto& chord = harmony::chords()[index];
        std::vector<int> notes;
        for (const int semitones : chord.semitones) notes.push_back(100 + semitones);
        CAPTURE(chord.name);
        const auto by_name = said("chord-notes", {"chord " + std::string(chord.name), "100"});
        CHECK(by_name == std::vector<std::string>{list(notes)});
        CHECK(said("chord-notes " + std::to_string(index), {"100"}) == by_name);
    }
}

TEST_CASE("A wrong name is one line, and the notes stay")
{
    const std::string box = GENERATE("scale-notes 60 dorian", "chord-notes Minor11");
    const std::string what = box.substr(0, 5);
    Score score{.box = box,
                .cues = {{10, "2"}, {11, what + " nonsense"}, {12, what + " 99"}, {13, what}, {14, "2"}},
                .length_ms = 50,
                .signals = 0,
                .words = 0};
    const auto heard = perform(score);
    CAPTURE(heard.console);
    CHECK(std::count(heard.console.begin(), heard.console.end(), '\n') == 3);
    CHECK(heard.console.find("nonsense") != std::string::npos);
    REQUIRE(heard.words.size() == 2);
    CHECK(heard.words[0].text == heard.words[1].text);
}

TEST_CASE("A sequence has n, n / 1.5 or n / 2 numbers, all below that")
{
    const int size = GENERATE(6, 7, 8, 9);
    const int level = GENERATE(0, 1, 2);
    const int length = level == 0 ? size : level == 1 ? size * 2 / 3 : size / 2;
    CAPTURE(size, level);
    bool is_shorter = true;  // would a smaller period do, too, for every seed?
    for (const int seed : {1, 2, 3, 4}) {
        std::ostringstream arguments;
        arguments << size << ' ' << level << ' ' << seed;
        const auto values = drawn(arguments.str(), 3 * length);
        REQUIRE(values.size() == static_cast<std::size_t>(3 * length));
        for (const double value : values) CHECK((value >= 0 && value < length && value == static_cast<int>(value)));
        CHECK(std::equal(values.begin() + length, values.end(), values.begin()));
        is_shorter = is_shorter && std::equal(values.begin() + 1, values.end(), values.begin());
    }
    CHECK_FALSE(is_shorter);
}

TEST_CASE("A sequence repeats itself with its seed, starts over, and draws anew")
{
    const auto first = drawn("8 0 5", 8);
    CHECK(drawn("8 0 5", 8) == first);
    CHECK(drawn("8 0 6", 8) != first);
    CHECK(drawn("8 0 5", 8, {"bang", "bang", "bang", "restart"}) == [&] {
        auto all = std::vector<double>(first.begin(), first.begin() + 3);
        all.insert(all.end(), first.begin(), first.end());
        return all;
    }());
    CHECK(drawn("8 0 5", 8, {"new"}) != first);
}

TEST_CASE("steps strike where a step is on, and go round after their length")
{
    const auto strokes = [](const std::string& arguments, const std::vector<std::string>& before, int clocks) {
        Score score{.box = "steps " + arguments, .cues = {}, .length_ms = 30.0 + clocks, .signals = 0, .words = 0};
        for (const std::string& message : before) score.cues.push_back({5, message});
        for (int i = 0; i < clocks; ++i) score.cues.push_back({10.0 + i, "bang"});
        std::vector<int> places;
        for (const Word& word : perform(score).words) places.push_back(static_cast<int>(std::lround(word.at_ms)) - 10);
        return places;
    };
    CHECK(strokes("4 1", {"density 0", "new", "step 1 1", "step 4 1"}, 9) == std::vector<int>{0, 3, 4, 7, 8});
    CHECK(strokes("16 1", {"density 1", "new"}, 16).size() == 16);
    CHECK(strokes("16 1", {"density 0", "new"}, 16).empty());
    const auto drawn_steps = strokes("16 9", {}, 32);
    CHECK((drawn_steps.size() > 8 && drawn_steps.size() < 28));
    CHECK(strokes("16 9", {}, 32) == drawn_steps);
    CHECK(strokes("16 10", {}, 32) != drawn_steps);
    CHECK(strokes("16 9", {"density 1", "new", "length 3", "step 2 0"}, 6) == std::vector<int>{0, 2, 3, 5});
}
