// Every instrument sounds, decays, has no DC, repeats itself with its seed, and is as loud and long as the original's.
// SPDX-License-Identifier: BSD-3-Clause
#include "abstractions/performance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>

using namespace latentjam::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Part {
    Score score;
    double ends_before_ms;
};

Part any_part()
{
    return GENERATE(Part{{.box = "hats 160 3", .cues = {{10, "open"}, {200, "closed"}}, .length_ms = 900}, 500},
                    Part{{.box = "blip", .cues = {{10, "bang"}}, .length_ms = 300}, 60},
                    Part{{.box = "subbass", .cues = {{10, "34"}, {200, "41"}}, .length_ms = 3500}, 3000},
                    Part{{.box = "stab-voice", .cues = {{10, "58"}, {100, "53"}}, .length_ms = 800}, 400},
                    Part{{.box = "stab", .cues = {{5, "echo 0.3"}, {10, "46"}}, .length_ms = 6000, .signals = 3}, 5900},
                    Part{{.box = "dubchord-voice", .cues = {{10, "60"}}, .length_ms = 900}, 700},
                    Part{{.box = "dubchord 0.7 5",
                          .cues = {{5, "formation 3"}, {10, "58 61 65 68"}},
                          .length_ms = 2500,
                          .signals = 3},
                         2400},
                    Part{{.box = "dubchord 0.7 5",
                          .cues = {{5, "preset 300 800 50 0.5 1"}, {10, "58 61 65"}},
                          .length_ms = 9000,
                          .signals = 3},
                         8900},
                    Part{{.box = "slicer samples/set1/break1 160 5",
                          .cues = {{5, "mode 0"}, {10, "play 1"}, {1000, "play 0"}},
                          .length_ms = 1500},
                         1300},
                    Part{{.box = "oneshot samples/set3/sample3", .cues = {{10, "bang"}}, .length_ms = 2000}, 1800});
}

}  // namespace

TEST_CASE("Every instrument makes sound, comes to rest, and has no DC")
{
    const Part part = any_part();
    CAPTURE(part.score.box);
    const auto heard = perform(part.score);
    CHECK(heard.console == "");
    for (const auto& sound : heard.sound) {
        CHECK(peak(sound) > 0.01);
        CHECK(peak(sound) < 2);
        CHECK(std::abs(mean(sound)) < 1e-3);
        CHECK(end_ms(sound) < part.ends_before_ms);
    }
}

TEST_CASE("An instrument plays the same to the last bit, twice")
{
    const Part part = any_part();
    CAPTURE(part.score.box);
    CHECK((perform(part.score).sound == perform(part.score).sound));
}

TEST_CASE("Another seed makes other hats and other chords")
{
    const auto instrument =
        GENERATE(std::pair{"hats 160 ", std::vector<Cue>{{10, "open"}}},
                 std::pair{"dubchord 0.7 ", std::vector<Cue>{{5, "preset 300 800 50 0.5 1"}, {10, "58 61 65"}}});
    const auto play = [&](const char* seed) {
        return perform({.box = instrument.first + std::string(seed), .cues = instrument.second, .length_ms = 400})
            .sound;
    };
    CHECK_FALSE((play("3") == play("4")));
}

// Peaks and lengths of the Fibonacci Jungle's own instruments, measured in Pd 0.55.2.
TEST_CASE("subbass is as loud and as long as the original")
{
    const auto [preset, loud, ends_ms] =
        GENERATE(std::tuple{"preset 3 2500 1.4 1.2", 0.80, 2450.0}, std::tuple{"preset 2 4850 1 3", 1.02, 4750.0},
                 std::tuple{"preset 21 6850 1 1.2", 0.95, 6650.0});
    const auto sound = perform({.box = "subbass", .cues = {{5, preset}, {10, "34"}}, .length_ms = 7500}).sound.at(0);
    CHECK_THAT(peak(sound), WithinRel(loud, 0.05));
    CHECK_THAT(end_ms(sound) - 12, WithinRel(ends_ms, 0.02));
}

TEST_CASE("Voices of stab are as loud as the original")
{
    const auto [envelope, loud] =
        GENERATE(std::pair{"envelope 10 5 700 1", 1.85}, std::pair{"envelope 15 15 250 2", 1.95},
                 std::pair{"envelope 35 25 350 2", 1.99});
    const auto sound =
        perform({.box = "stab-voice", .cues = {{5, "amp 1"}, {6, envelope}, {100, "58"}}, .length_ms = 1200})
            .sound.at(0);
    CHECK_THAT(peak(sound), WithinRel(loud, 0.02));
}

TEST_CASE("hats and blips are as loud as the original, and hats last as long")
{
    const auto open = perform({.box = "hats 160 3", .cues = {{10, "open"}}, .length_ms = 600}).sound.at(0);
    CHECK_THAT(peak(open), WithinRel(0.134, 0.15));
    CHECK(end_ms(open) - 10 < 160);
    const auto closed = perform({.box = "hats 160 3", .cues = {{10, "closed"}}, .length_ms = 600}).sound.at(0);
    CHECK_THAT(peak(closed), WithinRel(0.147, 0.1));
    CHECK((end_ms(closed) - 10 > 160 && end_ms(closed) - 10 < 290));
    const auto blip = perform({.box = "blip", .cues = {{10, "bang"}}, .length_ms = 200}).sound.at(0);
    CHECK_THAT(peak(blip), WithinRel(0.232, 0.1));
    CHECK((end_ms(blip) - 10 > 10 && end_ms(blip) - 10 < 30));
}

TEST_CASE("A closed hat silences the open one, unless choke is off")
{
    const auto after = [](const char* choke) {
        const Score score{
            .box = "hats 900 3", .cues = {{5, choke}, {10, "open"}, {60, "closed"}, {70, "level 0"}}, .length_ms = 700};
        return score;
    };
    // The closed hat alone, and both: what remains of the open one is their difference.
    const auto both = [&](const char* choke) {
        Score score = after(choke);
        score.cues.pop_back();
        return perform(score).sound.at(0);
    };
    const auto alone = perform({.box = "hats 900 3", .cues = {{60, "closed"}}, .length_ms = 700}).sound.at(0);
    const auto left = [&](const std::vector<float>& sound) {
        double most = 0;
        for (std::size_t n = 3100; n < sound.size(); ++n)
            most = std::max(most, std::abs(static_cast<double>(sound[n] - alone[n])));
        return most;
    };
    CHECK(left(both("choke 1")) < 1e-4);
    CHECK(left(both("choke 0")) > 1e-2);
}

TEST_CASE("Blips grow with fibon and cycle, as sums of two Fibonacci numbers")
{
    const auto length = [](int fibons, int cycles) {
        std::vector<Cue> cues;
        for (int i = 0; i < fibons; ++i) cues.push_back({1, "fibon"});
        for (int i = 0; i < cycles; ++i) cues.push_back({1, "cycle 1"});
        cues.push_back({10, "bang"});
        return end_ms(perform({.box = "blip", .cues = cues, .length_ms = 300}).sound.at(0)) - 10;
    };
    const double shortest = length(0, 0);  // 13 ms and the fall of 1 + 1
    CHECK(length(8, 0) > shortest + 30);   // 55 + 1
    CHECK(length(8, 8) > length(8, 0) + 30);
    CHECK_THAT(length(9, 9), WithinAbs(shortest, 0.5));  // nine numbers, then round again
}

TEST_CASE("dubchord begins with its own values, not with a formation, and a formation changes them")
{
    const auto tail_ms = [](const char* message) {
        const Score score{
            .box = "dubchord", .cues = {{5, message}, {100, "60 63 67"}}, .length_ms = 4500, .signals = 3};
        return end_ms(perform(score).sound.at(1)) - 100;
    };
    CHECK(tail_ms("level 0.7") > 1500);    // liveness 85
    CHECK(tail_ms("formation 0") < 1000);  // liveness 15
    CHECK(tail_ms("formation 2") > 1000);  // liveness 75
}
