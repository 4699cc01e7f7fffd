// Plays deviations from a baseline.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/deviations.h"

#include <algorithm>
#include <cmath>

namespace latentjam::spoor {

void Deviations::prepare(int dims, double rate_hz)
{
    const auto size = static_cast<std::size_t>(dims);
    for (auto* values : {&place_, &hand_, &now_, &from_place_}) values->assign(size, 0.0);
    for (auto* values : {&deviation_, &factors_, &from_deviation_}) values->assign(size, 1.0);
    rate_hz_ = rate_hz;
    glided_ = 1;
}

void Deviations::go_to(const Baseline& baseline)
{
    for (std::size_t i = 0; i < place_.size(); ++i) {  // from where the glide before has come to
        from_place_[i] += glided_ * (place_[i] - from_place_[i]);
        from_deviation_[i] += glided_ * (deviation_[i] - from_deviation_[i]);
    }
    place_ = baseline.place;
    deviation_ = baseline.deviation;
    factors_ = even_factors(baseline);
    glided_ = glide_s > 0 ? 0 : 1;
}

void Deviations::release() noexcept { std::fill(hand_.begin(), hand_.end(), 0.0); }

double Deviations::heard(double in) const noexcept
{
    const double size = std::abs(in) - deadband;
    return size <= 0 ? 0 : in < 0 ? -size : size;
}

void Deviations::read(std::span<const double> in, std::span<double> out) noexcept
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double place = from_place_[i] + glided_ * (place_[i] - from_place_[i]);
        const double deviation = from_deviation_[i] + glided_ * (deviation_[i] - from_deviation_[i]);
        const double factor = is_even ? factors_[i] : 1;
        out[i] = now_[i] = place + heard(in[i] + hand_[i]) * deviation * amount * factor;
    }
}

void Deviations::advance(int samples) noexcept
{
    if (spring_s > 0) {
        const double x = samples / (spring_s * rate_hz_);
        const double kept = 1 / (1 + x + x * x / 2);  // near e^-x, and equal on every machine
        for (double& value : hand_) value *= kept;
    }
    if (glided_ < 1) glided_ = std::min(1.0, glided_ + samples / (std::max(glide_s, 1e-3) * rate_hz_));
}

}  // namespace latentjam::spoor
