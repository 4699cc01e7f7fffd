// The peak between samples, by a windowed sinc beside BS.1770's filter.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/peak_between.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace latentjam::audio {
namespace {

constexpr std::size_t kBetween = 7;  // points at 1/8 .. 7/8 between two samples

/// The weights of a sample for the points of this time, then for those of the next, and so on.
using Weights = std::array<float, PeakBetween::kTaps * PeakBetween::kPoints>;

/// The modified Bessel function of the first kind, of order 0: libc++ has no std::cyl_bessel_i.
double bessel_i0(double x)
{
    double sum = 1, term = 1;
    for (int k = 1; term > 1e-17 * sum; ++k) {
        term *= x / (2 * k) * x / (2 * k);
        sum += term;
    }
    return sum;
}

/// A sinc under a Kaiser window, not far from a rectangle: the top of the band counts.
double windowed_sinc(double samples)
{
    constexpr double kHalf = PeakBetween::kTaps / 2.0, kShape = 4;
    const double angle = std::numbers::pi * samples, place = samples / kHalf;
    return std::sin(angle) / angle * bessel_i0(kShape * std::sqrt(1 - place * place)) / bessel_i0(kShape);
}

Weights make_weights()
{
    Weights weights{};
    const auto weight = [&](std::size_t tap, std::size_t point) -> float& {
        return weights[tap * PeakBetween::kPoints + point];
    };
    constexpr std::size_t kMiddle = PeakBetween::kTaps / 2;
    for (std::size_t point = 0; point < kBetween; ++point) {
        const double place = static_cast<double>(kMiddle) - 1 + static_cast<double>(point + 1) / (kBetween + 1);
        for (std::size_t tap = 0; tap < PeakBetween::kTaps; ++tap)
            weight(tap, point) = static_cast<float>(windowed_sinc(static_cast<double>(tap) - place));
    }
    weight(0, kBetween) = 1;
    for (std::size_t phase = 0; phase < kPeakFilter.size(); ++phase)
        for (std::size_t tap = 0; tap < kPeakTaps; ++tap) weight(tap, kBetween + 1 + phase) = kPeakFilter[phase][tap];
    return weights;
}

const Weights kWeights = make_weights();

}  // namespace

float PeakBetween::next(float sample) noexcept
{
    // A sum that is handed on from time to time has no loop-carried dependence: compilers make vectors of it.
    for (std::size_t i = 0; i < kWeights.size(); ++i) sums_[i] = sums_[i + kPoints] + kWeights[i] * sample;
    float peak = 0;
    for (std::size_t point = 0; point < kPoints; ++point) peak = std::max(peak, std::abs(sums_[point]));
    return peak;
}

}  // namespace latentjam::audio
