// stereodelay and reverb: when echoes come, and that nothing grows for ever.
// SPDX-License-Identifier: BSD-3-Clause
#include "abstractions/performance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <array>
#include <cstddef>
#include <sstream>
#include <tuple>

using namespace latentjam::test;

namespace {

double loudest(const std::vector<float>& sound, double from_ms, double to_ms)
{
    const auto at = [](double ms) { return static_cast<std::ptrdiff_t>(ms * kRate / 1000); };
    return peak({sound.begin() + at(from_ms), sound.begin() + at(to_ms)});
}

/// A pulse of 1 ms in the middle of silence; whatever is smoothed has come to rest by then.
constexpr double kPulseAt = 300;
const Cue kPulse{kPulseAt, "1 \\, 0 0 1", -1};

}  // namespace

TEST_CASE("Echoes come after parts of a quarter note")
{
    const auto [left, right] =
        GENERATE(std::pair{0, 7}, std::pair{1, 6}, std::pair{2, 5}, std::pair{3, 4}, std::pair{4, 3}, std::pair{7, 0});
    const double bpm = GENERATE(123.0, 174.0);
    const double vari = GENERATE(1.0, 0.9);
    CAPTURE(left, right, bpm, vari);
    std::ostringstream preset;
    preset << "preset 20000 1 0.9 1 " << left << ' ' << right << ' ' << vari << " 0";
    const auto heard = perform({.box = "stereodelay " + std::to_string(bpm),
                                .cues = {{1, preset.str(), 1}, kPulse},
                                .length_ms = 1400,
                                .signals = 2,
                                .source = "vline~"});
    CHECK(heard.console == "");
    constexpr std::array kParts{0.25, 0.33, 0.5, 0.66, 0.75, 1.0, 1.5, 2.0};
    for (const std::size_t side : {0U, 1U}) {
        const double first =
            kPulseAt + vari * 60000 / bpm * kParts.at(static_cast<std::size_t>(side == 0 ? left : right));
        CHECK(loudest(heard.sound[side], 0, first - 0.1) < 1e-3);
        CHECK(loudest(heard.sound[side], first + 0.2, first + 0.9) > 0.5);
    }
}

TEST_CASE("Feedback over 1 sings, and stays finite")
{
    const auto heard = perform({.box = "stereodelay 174",
                                .cues = {{1, "preset 7000 300 1.25 0.7 4 2 0.9 0.45", 1}, kPulse},
                                .length_ms = 15000,
                                .signals = 2,
                                .source = "vline~"});
    for (const auto& sound : heard.sound) {
        CHECK(loudest(sound, 14000, 14900) > 0.1);
        CHECK(peak(sound) < 1.6);  // arctangent: below a quarter of a turn
    }
}

// Reverberation times measured with Pd's rev2~.
TEST_CASE("reverb lasts as long as its liveness says")
{
    const auto [arguments, shortest, longest] =
        GENERATE(std::tuple{"95 15 1000 10", 0.1, 0.45}, std::tuple{"94 50 50 10", 0.4, 0.8},
                 std::tuple{"95 85 1000 10", 2.3, 3.3});
    CAPTURE(arguments);
    const auto heard = perform({.box = std::string("reverb ") + arguments,
                                .cues = {kPulse},
                                .length_ms = 5000,
                                .signals = 2,
                                .source = "vline~"});
    for (const auto& sound : heard.sound) {
        CHECK(peak(sound) > 1e-3);
        CHECK(end_ms(sound) - kPulseAt > 1000 * shortest);
        CHECK(end_ms(sound) - kPulseAt < 1000 * longest);
    }
}
