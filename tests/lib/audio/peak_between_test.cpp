// Peaks between samples: what a converter would reach, up to the top of the band.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/peak_between.h"

#include "lib/audio/interpolated.h"
#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <numbers>
#include <vector>

using namespace latentjam;
using audio::PeakBetween;

TEST_CASE("A sine of any pitch and phase is read to 0.35 dB, and never below what BS.1770's filter reads")
{
    for (const double hz : {50.0, 997.0, 5000.0, 11025.0, 14700.0, 19000.0, 20500.0}) {
        PeakBetween peaks;
        audio::TruePeak standard;
        float peak = 0, by_standard = 0;
        for (int i = 0; i < 44100; ++i) {
            const auto sample = static_cast<float>(std::sin(2 * std::numbers::pi * (hz * i / 44100 + 0.123)));
            const float here = peaks.next(sample), there = standard.next(sample);
            if (i > 200) peak = std::max(peak, here);  // past the start, which is a step
            if (i > 200) by_standard = std::max(by_standard, there);
        }
        CAPTURE(hz, peak, by_standard);
        CHECK(std::abs(20 * std::log10(static_cast<double>(peak))) < 0.35);
        CHECK(peak >= by_standard);
    }
}

TEST_CASE("Of noise it reads at least what a meter with a longer filter reads, and at most 1 dB more")
{
    random::Random random(3);
    std::vector<float> samples(44100);
    for (float& sample : samples) sample = random.uniform() < 0.5 ? -1.0F : 1.0F;
    PeakBetween peaks;
    float peak = 0;
    for (const float sample : samples) peak = std::max(peak, peaks.next(sample));
    const double more_db = 20 * std::log10(static_cast<double>(peak) / test::interpolated_peak(samples));
    CHECK(more_db >= 0);
    CHECK(more_db < 1);
}

TEST_CASE("A reset filter has forgotten everything, and of one sample nothing stays after its taps")
{
    PeakBetween peaks;
    peaks.next(5);
    peaks.reset();
    for (int i = 0; i < 40; ++i) CHECK(peaks.next(0) == 0);
    peaks.next(1);
    for (std::size_t i = 1; i < PeakBetween::kTaps; ++i) peaks.next(0);
    CHECK(peaks.next(0) == 0);
}
