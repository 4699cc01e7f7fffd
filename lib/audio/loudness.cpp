// Loudness by ITU-R BS.1770.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/loudness.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace latentjam::audio {
namespace {

// The analogue filters behind BS.1770's coefficients: with them the bilinear transform at 48 kHz gives these back to
// ten places.
constexpr double kShelf_hz = 1681.974450955533;
constexpr double kShelf_db = 3.999843853973347;
constexpr double kShelfQ = 0.7071752369554196;
constexpr double kShelfMiddle = 0.4996667741545416;  // exponent of the gain in the middle of the slope
constexpr double kHighPass_hz = 38.13547087602444;
constexpr double kHighPassQ = 0.5003270373238773;

constexpr double kOffset_lufs = -0.691;  // BS.1770: so that 997 Hz at full scale in one channel reads -3.01

}  // namespace

void KWeighting::prepare(double rate_hz)
{
    const double shelf = std::tan(std::numbers::pi * kShelf_hz / rate_hz);
    const double high = std::pow(10, kShelf_db / 20);
    const double middle = std::pow(high, kShelfMiddle);
    double a0 = 1 + shelf / kShelfQ + shelf * shelf;
    filters_[0] = {.b0 = (high + middle * shelf / kShelfQ + shelf * shelf) / a0,
                   .b1 = 2 * (shelf * shelf - high) / a0,
                   .b2 = (high - middle * shelf / kShelfQ + shelf * shelf) / a0,
                   .a1 = 2 * (shelf * shelf - 1) / a0,
                   .a2 = (1 - shelf / kShelfQ + shelf * shelf) / a0};
    const double pass = std::tan(std::numbers::pi * kHighPass_hz / rate_hz);
    a0 = 1 + pass / kHighPassQ + pass * pass;
    filters_[1] = {
        .b0 = 1, .b1 = -2, .b2 = 1, .a1 = 2 * (pass * pass - 1) / a0, .a2 = (1 - pass / kHighPassQ + pass * pass) / a0};
    reset();
}

double KWeighting::next(double sample) noexcept
{
    for (std::size_t i = 0; i < filters_.size(); ++i) {
        const Biquad& f = filters_[i];
        auto& [first, second] = state_[i];
        const double out = f.b0 * sample + first;
        first = f.b1 * sample - f.a1 * out + second;
        second = f.b2 * sample - f.a2 * out;
        sample = out;
    }
    return sample;
}

void Loudness::prepare(int channels, double rate_hz)
{
    filters_.resize(static_cast<std::size_t>(channels));
    for (KWeighting& filter : filters_) filter.prepare(rate_hz);
    samples_in_part_ = static_cast<std::size_t>(std::max(1L, std::lround(rate_hz / 10)));
    reset();
}

void Loudness::reset() noexcept
{
    for (KWeighting& filter : filters_) filter.reset();
    at_ = part_ = 0;
    sum_ = 0;
    parts_ = {};
    lufs_ = kSilence_lufs;
}

bool Loudness::process(const float* frame) noexcept
{
    for (std::size_t i = 0; i < filters_.size(); ++i) {
        const double weighted = filters_[i].next(static_cast<double>(frame[i]));
        sum_ += weighted * weighted;
    }
    if (++at_ < samples_in_part_) return false;
    parts_[part_] = sum_ / static_cast<double>(samples_in_part_);
    part_ = (part_ + 1) % parts_.size();
    at_ = 0;
    sum_ = 0;
    double power = 0;
    for (const double part : parts_) power += part / static_cast<double>(parts_.size());
    lufs_ = power > 1e-12 ? kOffset_lufs + 10 * std::log10(power) : kSilence_lufs;
    return true;
}

}  // namespace latentjam::audio
