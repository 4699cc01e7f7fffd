// True peak as a meter with a long filter reads it: seven points between two samples, by ffmpeg's filter.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace latentjam::test {

/// Looks beside samples that are at least half as large as the largest: a peak stands beside them.
inline double interpolated_peak(std::span<const float> samples)
{
    constexpr int kHalf = 16, kSteps = 8;
    constexpr double kCutOff = 0.97, kKaiser = 9;  // what ffmpeg's resampler, and so its ebur128, has
    using Row = std::array<double, 2 * kHalf>;
    static const auto rows = [] {
        std::array<Row, kSteps> made{};
        for (int step = 1; step < kSteps; ++step)
            for (int tap = 0; tap < 2 * kHalf; ++tap) {
                const double x = tap - (kHalf - 1) - static_cast<double>(step) / kSteps;
                const double angle = std::numbers::pi * kCutOff * x;
                made[static_cast<std::size_t>(step)][static_cast<std::size_t>(tap)] =
                    kCutOff * std::sin(angle) / angle *
                    std::cyl_bessel_i(0.0, kKaiser * std::sqrt(1 - x * x / (kHalf * kHalf))) /
                    std::cyl_bessel_i(0.0, kKaiser);
            }
        return made;
    }();
    float largest = 0;
    for (const float sample : samples) largest = std::max(largest, std::abs(sample));
    double peak = static_cast<double>(largest);
    const int count = static_cast<int>(samples.size());
    const auto large = [&](int i) { return i < count && std::abs(samples[static_cast<std::size_t>(i)]) > largest / 2; };
    for (int left = 0; left < count; ++left) {
        if (!large(left) && !large(left + 1)) continue;
        for (const Row& row : rows) {
            double sum = 0;
            for (int tap = std::max(0, kHalf - 1 - left); tap < std::min(2 * kHalf, count + kHalf - 1 - left); ++tap)
                sum += row[static_cast<std::size_t>(tap)] *
                       static_cast<double>(samples[static_cast<std::size_t>(left - (kHalf - 1) + tap)]);
            peak = std::max(peak, std::abs(sum));
        }
    }
    return peak;
}

}  // namespace latentjam::test
