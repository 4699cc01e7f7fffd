// Loudness: the reference points of ITU-R BS.1770 at any rate, and silence.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/loudness.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <array>
#include <cmath>
#include <numbers>

using latentjam::audio::Loudness;

namespace {

double lufs_of_sine(double hz, double amplitude, double rate_hz, bool both_channels)
{
    Loudness loudness;
    loudness.prepare(2, rate_hz);
    for (int i = 0; i < static_cast<int>(rate_hz); ++i) {
        const double sample = amplitude * std::sin(2 * std::numbers::pi * hz * i / rate_hz);
        const std::array frame{static_cast<float>(sample), static_cast<float>(both_channels ? sample : 0)};
        loudness.process(frame.data());
    }
    return loudness.lufs();
}

}  // namespace

TEST_CASE("997 Hz at full scale in one channel reads -3.01 LUFS, in two 0, at every sample rate")
{
    const double rate_hz = GENERATE(22050.0, 44100.0, 48000.0, 96000.0);
    CAPTURE(rate_hz);
    CHECK(lufs_of_sine(997, 1, rate_hz, false) == Catch::Approx(-3.01).margin(0.03));
    CHECK(lufs_of_sine(997, 1, rate_hz, true) == Catch::Approx(0).margin(0.03));
    CHECK(lufs_of_sine(997, 0.1, rate_hz, true) == Catch::Approx(-20).margin(0.03));
}

TEST_CASE("Low sound counts for less, high sound for 3.3 dB more")
{
    // BS.1770-4, figure 2: about -14 dB at 20 Hz against 1 kHz, +3.3 dB at 10 kHz; the offset of 0.69 dB taken off.
    CHECK(lufs_of_sine(20, 1, 48000, true) < -12);
    CHECK(lufs_of_sine(10000, 1, 48000, true) == Catch::Approx(3.31).margin(0.1));
}

TEST_CASE("Silence reads -120, after a sound as well")
{
    Loudness loudness;
    loudness.prepare(1, 44100);
    const float one = 0.5F, none = 0;
    for (int i = 0; i < 4410; ++i) loudness.process(&one);
    for (int i = 0; i < 10 * 44100; ++i) loudness.process(&none);
    CHECK(loudness.lufs() == Loudness::kSilence_lufs);
    loudness.reset();
    CHECK(loudness.lufs() == Loudness::kSilence_lufs);
}
