// Trims, delays and pink noise.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/hall.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace latentjam::audio {
namespace {

constexpr double kPinkGain = .057;  // brings pink() to kTone_db

}  // namespace

void Hall::prepare(int speakers, double sample_rate)
{
    lines_.resize(static_cast<std::size_t>(speakers));
    sample_rate_ = sample_rate;
    const auto longest = static_cast<std::size_t>(std::ceil(kLongestDelay_ms / 1000 * sample_rate)) + 1;
    for (Line& line : lines_) {
        line.ring.assign(longest, 0);
        update(line);
        line.gain_now = line.gain;
    }
    at_ = 0;
}

void Hall::update(Line& line) const
{
    line.gain = std::pow(10, line.trim_db / 20);
    line.delay = static_cast<std::size_t>(std::lround(line.delay_ms / 1000 * sample_rate_));
}

void Hall::set_trim(int speaker, double db)
{
    if (speaker < 0 || speaker >= speakers()) return;
    lines_[static_cast<std::size_t>(speaker)].trim_db = std::clamp(db, -kMostTrim_db, kMostTrim_db);
    update(lines_[static_cast<std::size_t>(speaker)]);
}

void Hall::set_delay(int speaker, double ms)
{
    if (speaker < 0 || speaker >= speakers()) return;
    lines_[static_cast<std::size_t>(speaker)].delay_ms = std::clamp(ms, 0.0, kLongestDelay_ms);
    update(lines_[static_cast<std::size_t>(speaker)]);
}

/// White noise through three poles (P. Kellet's "economy" filter), flat to 0.5 dB per octave above 10 Hz.
double Hall::pink() noexcept
{
    white_ = white_ * 1664525U + 1013904223U;  // Numerical Recipes' generator: good enough for a test tone
    const double white = static_cast<double>(white_) * 0x1.0p-31 - 1;
    pink_[0] = .99765 * pink_[0] + white * .0990460;
    pink_[1] = .96300 * pink_[1] + white * .2965164;
    pink_[2] = .57000 * pink_[2] + white * 1.0526913;
    return pink_[0] + pink_[1] + pink_[2] + white * .1848;
}

template <typename Sample>
void Hall::process(std::span<Sample* const> signals, int count) noexcept
{
    for (int n = 0; n < count; ++n) {
        const double tone = tone_ >= 0 ? pink() * kPinkGain : 0;
        for (std::size_t i = 0; i < std::min(signals.size(), lines_.size()); ++i) {
            Line& line = lines_[i];
            const double in = tone_ < 0 ? static_cast<double>(signals[i][n]) : tone_ == static_cast<int>(i) ? tone : 0;
            line.ring[at_] = in;
            line.gain_now += .002 * (line.gain - line.gain_now);
            const std::size_t size = line.ring.size();
            signals[i][n] = static_cast<Sample>(line.gain_now * line.ring[(at_ + size - line.delay) % size]);
        }
        if (!lines_.empty()) at_ = (at_ + 1) % lines_[0].ring.size();
    }
}

template void Hall::process(std::span<float* const>, int) noexcept;
template void Hall::process(std::span<double* const>, int) noexcept;

}  // namespace latentjam::audio
