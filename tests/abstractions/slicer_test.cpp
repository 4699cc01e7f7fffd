// slicer, oneshot and sample-player: time, order, edges.
// SPDX-License-Identifier: BSD-3-Clause
#include "abstractions/performance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

using namespace latentjam::test;
using Catch::Matchers::WithinAbs;

namespace {

Score slicer(const std::string& arguments, std::vector<Cue> cues, double length_ms)
{
    return {
        .box = "slicer samples/set0/break1 " + arguments, .cues = std::move(cues), .length_ms = length_ms, .words = 1};
}

std::vector<double> slices_of(const std::string& arguments, std::vector<Cue> cues, double length_ms)
{
    return numbers(perform(slicer(arguments, std::move(cues), length_ms)));
}

/// Two bars of a low sine, which a cut anywhere would tear.
void write_sine(const std::string& path)
{
    constexpr unsigned kFrames = 121655;
    std::ofstream file(path, std::ios::binary);
    const auto word = [&file](unsigned value, int bytes) {
        for (int i = 0; i < bytes; ++i) file.put(static_cast<char>((value >> (8 * i)) & 255U));
    };
    file << "RIFF";
    word(36 + kFrames * 2, 4);
    file << "WAVEfmt ";
    word(16, 4), word(1, 2), word(1, 2), word(44100, 4), word(88200, 4), word(2, 2), word(16, 2);
    file << "data";
    word(kFrames * 2, 4);
    for (unsigned n = 0; n < kFrames; ++n)
        word(static_cast<unsigned>(static_cast<int>(32000 * std::sin(n * 0.01))) & 0xffffU, 2);
}

}  // namespace

TEST_CASE("16 slices of two bars last an eighth at any tempo")
{
    const auto [tempo, slice_ms] = GENERATE(std::pair{174.0, 172.4138}, std::pair{150.0, 200.0},
                                            std::pair{140.0, 214.2857}, std::pair{190.0, 157.8947});
    const auto heard = perform(slicer(std::to_string(tempo) + " 3", {{10, "play 1"}}, 4000));
    REQUIRE(heard.words.size() > 16);
    CHECK_THAT(heard.words[0].at_ms, WithinAbs(10, 1e-3));
    for (std::size_t i = 1; i < heard.words.size(); ++i)
        CHECK_THAT(heard.words[i].at_ms - heard.words[i - 1].at_ms, WithinAbs(slice_ms, 0.02));
    for (const double slice : numbers(heard)) CHECK((slice >= 0 && slice < 16));
    CHECK(heard.console == "");
}

TEST_CASE("Fewer slices and other lengths last as long as they are")
{
    const auto [message, slice_ms] = GENERATE(std::pair{"preset 2 0 1 1", 800.0}, std::pair{"preset 4 0 1 2", 400.0},
                                              std::pair{"preset 3 0 1 0", 200.0}, std::pair{"preset 0 0 1 1", 3200.0});
    const auto heard = perform(slicer("150 3", {{5, message}, {10, "play 1"}}, 7000));
    REQUIRE(heard.words.size() > 2);
    CHECK_THAT(heard.words[1].at_ms - heard.words[0].at_ms, WithinAbs(slice_ms, 0.02));
}

TEST_CASE("A fixed pattern goes round after n slices, a double one after 2n")
{
    const auto single = slices_of("300 3", {{5, "preset 3 0 1 1"}, {10, "play 1"}}, 6500);
    REQUIRE(single.size() >= 16);
    CHECK(std::equal(single.begin(), single.begin() + 8, single.begin() + 8));
    const auto twice = slices_of("300 3", {{5, "preset 3 1 1 1"}, {10, "play 1"}}, 6500);
    REQUIRE(twice.size() >= 32 - 1 - 15);
    CHECK_FALSE(std::equal(twice.begin(), twice.begin() + 8, twice.begin() + 8));
    for (std::size_t i = 16; i < twice.size(); ++i) CHECK(twice[i] == twice[i - 16]);
}

TEST_CASE("Restart makes the next slice the first of the pattern")
{
    const auto free = slices_of("300 3", {{10, "play 1"}}, 2500);
    const auto again = slices_of("300 3", {{10, "play 1"}, {350, "bang"}}, 2500);
    REQUIRE(again.size() > 10);
    REQUIRE(free.size() > 10);
    for (std::size_t i = 0; i < 4; ++i) CHECK(again[i] == free[i]);  // slices of 100 ms: 10, 110, 210, 310
    for (std::size_t i = 4; i < 10; ++i) CHECK(again[i] == free[i - 4]);
}

TEST_CASE("The same seed draws the same slices, another one others; random slices are no pattern")
{
    const std::string mode = GENERATE("mode 0", "mode 1");
    const auto play = [&](const char* seed) {
        return slices_of(std::string("300 ") + seed, {{5, mode}, {10, "play 1"}}, 3400);
    };
    const auto first = play("7");
    CHECK(first == play("7"));
    CHECK(first != play("8"));
    if (mode == "mode 0") {
        REQUIRE(first.size() > 32);
        CHECK_FALSE(std::equal(first.begin(), first.begin() + 16, first.begin() + 16));
        CHECK(std::set<double>(first.begin(), first.end()).size() > 8);
    }
}

TEST_CASE("A clock from outside plays one slice a step")
{
    const auto heard = perform(slicer("174 3", {{10, "step"}, {200, "step"}, {500, "bang"}, {500, "step"}}, 900));
    REQUIRE(heard.words.size() == 3);
    CHECK_THAT(heard.words[1].at_ms, WithinAbs(200, 1e-3));
    CHECK(heard.words[2].text == heard.words[0].text);
}

TEST_CASE("Slices begin and end without clicks")
{
    const auto [tempo, varispeed] =
        GENERATE(std::pair{174, 1}, std::pair{150, 1}, std::pair{190, 0}, std::pair{140, 0});
    const std::string file = (std::filesystem::temp_directory_path() / "latentjam-slicer-sine.wav").string();
    write_sine(file);
    const Score score{.box = "slicer " + file + " " + std::to_string(tempo) + " 3",
                      .cues = {{5, "varispeed " + std::to_string(varispeed)}, {10, "play 1"}, {1700, "play 0"}},
                      .length_ms = 2500};
    const auto sound = perform(score).sound.at(0);
    CHECK(peak(sound) > 0.7);
    // The sine itself rises 0.0085 a sample at this speed; a fade of 44 samples adds up to 0.8 * 2 / 44. A cut would be
    // 0.8.
    CHECK(largest_step(sound) < 0.05);
    CHECK(end_ms(sound) < 1950);  // after play 0 the last slice ends by itself
}

TEST_CASE("A break keeps its order of slices in the sound: the file itself comes out at its own tempo")
{
    // One slice of the whole file is the file, but for the edges. 121655 frames of two bars are 174.00025 BPM.
    const Score score{.box = "slicer samples/set0/break1 174.00025 1",
                      .cues = {{5, "preset 0 0 1 1"}, {6, "level 1"}, {100, "play 1"}},
                      .length_ms = 2700};
    const auto sound = perform(score).sound.at(0);
    const Score plain{.box = "oneshot samples/set0/break1 1", .cues = {{100, "bang"}}, .length_ms = 2700};
    const auto other = perform(plain).sound.at(0);
    double worst = 0;
    for (std::size_t n = 0; n < sound.size(); ++n)
        worst = std::max(worst, std::abs(static_cast<double>(sound[n] - other[n])));
    CHECK(peak(other) > 0.5);
    CHECK(worst < 0.01);
    CHECK(std::abs(mean(sound)) < 1e-3);
}

TEST_CASE("Every sample plays once, ends, and starts again without a click of its own")
{
    const std::string set = GENERATE("set0", "set1", "set2", "set3");
    const auto sound = perform({.box = "oneshot samples/" + set + "/sample1 0.5",
                                .cues = {{10, "bang"}, {300, "bang"}, {301, "bang"}},
                                .length_ms = 2200})
                           .sound.at(0);
    CHECK(peak(sound) > 0.1);
    CHECK(end_ms(sound) < 1700);
    CHECK(std::abs(mean(sound)) < 1e-3);
}

TEST_CASE("oneshot follows velocity, speed and part")
{
    const auto with = [](const std::string& message, const std::string& strike) {
        return perform(
                   {.box = "oneshot samples/set0/sample1 0.5", .cues = {{5, message}, {10, strike}}, .length_ms = 2000})
            .sound.at(0);
    };
    const auto whole = with("speed 1", "bang");
    CHECK_THAT(peak(with("speed 1", "0.5")), WithinAbs(peak(whole) / 2, 1e-4));
    CHECK(end_ms(with("speed 2", "bang")) < 0.6 * end_ms(whole));
    CHECK(end_ms(with("end 0.2", "bang")) < 0.35 * end_ms(whole));
}

TEST_CASE("A file that is missing is one clear line, and the box stays alive")
{
    const auto heard = perform(
        {.box = "oneshot samples/set0/sample1 0.5", .cues = {{10, "read nowhere"}, {100, "bang"}}, .length_ms = 600});
    CHECK(std::count(heard.console.begin(), heard.console.end(), '\n') == 1);
    CHECK(heard.console.find("'nowhere'") != std::string::npos);
    CHECK(peak(heard.sound.at(0)) > 0.1);
}
