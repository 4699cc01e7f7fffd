// Two columns: the same for the same seed, whatever they do together, and never out of step.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/duo.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

void act(Duo& duo, const std::string& line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    const auto act = read_act(words);
    INFO(line);
    REQUIRE(act);
    REQUIRE(duo.act(*act));
}

void all(Duo& duo, std::initializer_list<const char*> lines)
{
    for (const char* line : lines) act(duo, line);
}

std::vector<float> frame_of(const Duo& duo, int column)
{
    return {duo.latents(column).begin(), duo.latents(column).end()};
}

/// A voice's numbers.
std::vector<float> voice(const Duo& duo, int column, int number)
{
    const auto dims = static_cast<std::size_t>(duo.dims(column));
    const auto part = duo.latents(column).subspan(static_cast<std::size_t>(number) * dims, dims);
    return {part.begin(), part.end()};
}

}  // namespace

TEST_CASE("The same master seed plays the same, another one something else")
{
    Duo one, two, other;
    for (Duo* duo : {&one, &two, &other}) {
        act(*duo, duo == &other ? "master 6" : "master 5");
        all(*duo, {"play left 3", "randomised 3 1", "play right 9", "decide 1"});
        duo->start();
    }
    int equal = 0;
    for (int frame = 0; frame < 500; ++frame) {
        one.advance();
        two.advance();
        other.advance();
        REQUIRE(frame_of(one, 0) == frame_of(two, 0));
        REQUIRE(frame_of(one, 1) == frame_of(two, 1));
        REQUIRE(one.gate(0) == two.gate(0));
        equal += frame_of(one, 0) == frame_of(other, 0) ? 1 : 0;
    }
    CHECK(equal == 0);
}

TEST_CASE("Linked columns of one speed play the same frames, hour after hour")
{
    Duo duo;
    all(duo, {"master 3", "width 0", "randomised 1 1", "link 1", "play left 1"});
    for (int frame = 0; frame < 77'521; ++frame) {
        duo.advance();
        REQUIRE(frame_of(duo, 0) == frame_of(duo, 1));
    }
}

TEST_CASE("Chase plays what the left column played, complement its opposite")
{
    Duo duo;
    all(duo, {"width 0", "play left 5", "chase 7"});
    std::vector<std::vector<float>> past;
    for (int frame = 0; frame < 300; ++frame) {
        if (frame == 150) act(duo, "complement 1");
        duo.advance();
        past.push_back(voice(duo, 0, 0));
        std::vector<float> expected = past[static_cast<std::size_t>(std::max(0, frame - 7))];
        if (frame >= 150)
            for (float& value : expected) value = -value;
        REQUIRE(voice(duo, 1, 1) == expected);
    }
}

TEST_CASE("A canon of four: left left, left right, right left, right right, a lag apart")
{
    Duo duo;
    all(duo, {"width 0", "play left 7", "canon 4", "lag 6"});
    std::vector<std::vector<float>> past;
    for (int frame = 0; frame < 200; ++frame) {
        duo.advance();
        past.push_back(voice(duo, 0, 0));
        for (int number = 0; number < 4; ++number)
            REQUIRE(voice(duo, number / 2, number % 2) ==
                    past[static_cast<std::size_t>(std::max(0, frame - 6 * number))]);
    }
}

TEST_CASE("Decide gives loops to left, right and both, seldom to none, and never twice in a row")
{
    Duo duo;
    all(duo, {"play left 13", "decide 1"});
    int silent = 0, left = 0, right = 0, loops = 0;
    bool was_silent = false;
    for (int frame = 0; frame < 40'000; ++frame) {
        const auto& events = duo.advance();
        const bool began = std::any_of(events.begin(), events.end(), [](const LoopEvent& e) { return e.column == 0; });
        if (!began) continue;
        ++loops;
        left += duo.gate(0) == 1 ? 1 : 0;
        right += duo.gate(1) == 1 ? 1 : 0;
        const bool is_silent = duo.gate(0) == 0 && duo.gate(1) == 0;
        CHECK_FALSE((is_silent && was_silent));
        silent += is_silent ? 1 : 0;
        was_silent = is_silent;
    }
    CHECK(loops == 2000);
    CHECK(left > loops / 2);
    CHECK(right > loops / 2);
    CHECK(silent > loops / 20);
    CHECK(silent < loops / 8);
}

TEST_CASE("Models of other sizes: the smaller one has the first dims, or those that a seed chooses")
{
    Duo duo;
    duo.prepare(8, 3);
    act(duo, "width 0");
    act(duo, "link 1");
    duo.advance();
    CHECK(duo.latents(0).size() == 16);
    CHECK(duo.latents(1).size() == 6);
    for (int dim = 0; dim < 3; ++dim)
        CHECK(duo.latents(1)[static_cast<std::size_t>(dim)] == duo.latents(0)[static_cast<std::size_t>(dim)]);
    act(duo, "choice right 4");
    duo.advance();
    for (int dim = 0; dim < 3; ++dim) {
        const float value = duo.latents(1)[static_cast<std::size_t>(dim)];
        CHECK(std::count(duo.latents(0).begin(), duo.latents(0).begin() + 8, value) == 1);
    }
    CHECK_FALSE(duo.latents(1)[0] == duo.latents(0)[0]);
}

TEST_CASE("A lean arrives, and nothing jumps on the way")
{
    Duo duo;
    all(duo, {"width 0", "depth left 0", "slow 2", "lean left 2 1"});
    float before = 0;
    for (int frame = 0; frame < 22 * 6; ++frame) {
        duo.advance();
        const float now = duo.latents(0)[2];
        CHECK(now >= before);
        CHECK(now - before < .08F);
        before = now;
    }
    CHECK(std::abs(before - 1) < .01F);
    CHECK(duo.latents(0)[1] == 0);
}

TEST_CASE("The two voices of a column differ by width, pitch and loudness hardly")
{
    Duo duo;
    act(duo, "width 1");
    double apart = 0;
    for (int frame = 0; frame < 1000; ++frame) {
        duo.advance();
        const auto left = voice(duo, 0, 0), right = voice(duo, 0, 1);
        CHECK(std::abs(left[0] - right[0]) < .05F);
        apart = std::max(apart, static_cast<double>(std::abs(left[5] - right[5])));
    }
    CHECK(apart > 1.5);
}

TEST_CASE("Acts that mean nothing here are refused and change nothing")
{
    Duo duo;
    const auto before = duo.numbers();
    CHECK(duo.act({Verb::kPut, 1, {0, 9, 1}}).message() == "put: dims are numbered from 0 to 7");
    CHECK(duo.act({Verb::kPut, 13, {5, 0, 1}}).message() == "put: slot 13 has frames 0 to 4");
    CHECK(duo.numbers() == before);
    CHECK(duo.journal().entries.empty());
}

TEST_CASE("Values drawn in one stroke are undone together")
{
    Duo duo;
    const auto before = duo.numbers();
    for (int i = 0; i < 10; ++i) {
        act(duo, "put 1 " + std::to_string(i) + " 0 2");
        duo.advance();
    }
    act(duo, "undo 1");
    CHECK(duo.numbers() == before);
}
