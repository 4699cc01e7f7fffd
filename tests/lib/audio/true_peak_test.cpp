// True peak: the four phases of the standard's filter, and signals whose peaks lie between the samples.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/true_peak.h"

#include <catch2/catch_test_macros.hpp>

#include <numbers>
#include <numeric>

using namespace latentjam::audio;

TEST_CASE("The filter's phases mirror each other and keep a constant to 0.25 dB")
{
    for (std::size_t phase = 0; phase < 4; ++phase) {
        const auto& row = kPeakFilter[phase];
        for (std::size_t tap = 0; tap < kPeakTaps; ++tap)
            CHECK(row[tap] == kPeakFilter[3 - phase][kPeakTaps - 1 - tap]);
        CHECK(std::abs(20 * std::log10(std::accumulate(row.begin(), row.end(), 0.0))) < 0.25);
    }
}

TEST_CASE("A sine at a quarter of the rate, sampled beside its peaks, is measured to 0.7 dB")
{
    TruePeak meter;
    float peak = 0, largest = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto sample = static_cast<float>(std::sin(std::numbers::pi * (i / 2.0 + 0.25)));
        largest = std::max(largest, std::abs(sample));
        if (i > 20) peak = std::max(peak, meter.next(sample));
    }
    CHECK(std::abs(largest - std::numbers::sqrt2_v<float> / 2) < 1e-5F);
    CHECK(std::abs(20 * std::log10(peak)) < 0.7F);
}

TEST_CASE("A reset meter has forgotten everything")
{
    TruePeak meter;
    meter.next(5);
    meter.reset();
    for (int i = 0; i < 24; ++i) CHECK(meter.next(0) == 0);
}
