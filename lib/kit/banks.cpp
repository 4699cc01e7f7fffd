// Gliding, morphing and smoothing of constellations.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/banks.h"

#include <algorithm>
#include <cmath>

namespace latentjam::kit {

void Banks::prepare(int dims, int banks, double rate_hz)
{
    const auto size = static_cast<std::size_t>(dims);
    for (auto* values : {&values_, &smoothed_, &heard_, &from_, &to_, &aside_}) values->assign(size, 0.0);
    stored_.assign(size * static_cast<std::size_t>(banks), 0.0);
    banks_ = banks;
    ways_.prepare(dims);
    intensity_.jump(1);
    step_ = 0;
    set_rate(rate_hz);
}

void Banks::set_rate(double rate_hz)
{
    rate_hz_ = rate_hz;
    slowness_.prepare(kSmoothing_hz, rate_hz);
}

// ---- values ---------------------------------------------------------------------------------------------------------

void Banks::set(std::span<const double> values) noexcept
{
    step_ = 0;
    std::copy_n(values.begin(), std::min(values.size(), values_.size()), values_.begin());
}

void Banks::set_one(int dim, double value) noexcept
{
    step_ = 0;
    values_[static_cast<std::size_t>(dim)] = value;
}

void Banks::randomize(random::Random& random) noexcept
{
    step_ = 0;
    for (double& value : values_) value = roll(random, Dice::kBell);
}

// ---- banks ----------------------------------------------------------------------------------------------------------

std::span<double> Banks::room(int bank) noexcept
{
    return std::span(stored_).subspan(static_cast<std::size_t>(bank) * values_.size(), values_.size());
}

std::span<const double> Banks::bank(int bank) const noexcept
{
    return std::span(stored_).subspan(static_cast<std::size_t>(bank) * values_.size(), values_.size());
}

void Banks::save(int bank) noexcept { set_bank(bank, values_); }

void Banks::set_bank(int bank, std::span<const double> values) noexcept
{
    std::copy_n(values.begin(), std::min(values.size(), values_.size()), room(bank).begin());
}

void Banks::recall(int bank) noexcept
{
    std::copy(values_.begin(), values_.end(), from_.begin());
    std::copy_n(room(bank).begin(), to_.size(), to_.begin());
    since_ = 0;
    steps_ = std::max(1, static_cast<int>(std::ceil(ramp_ms_ / kGlideStep_ms)));
    step_ = 1;
}

// ---- between banks --------------------------------------------------------------------------------------------------

void Banks::morph(int from, int to, double x) noexcept
{
    step_ = 0;
    ways_.between(way_, bank(from), bank(to), x, values_);
}

void Banks::pad(double x, double y) noexcept
{
    step_ = 0;
    ways_.between(way_, bank(0), bank(1), x, aside_);
    ways_.between(way_, bank(2), bank(3), x, values_);
    ways_.between(way_, aside_, values_, y, values_);
}

void Banks::circle(double turns) noexcept
{
    const double place = (turns - std::floor(turns)) * banks_;
    const int from = std::min(static_cast<int>(place), banks_ - 1);
    morph(from, (from + 1) % banks_, place - from);
}

// ---- time -----------------------------------------------------------------------------------------------------------

std::int64_t Banks::step_at(int step) const noexcept
{
    const double ms = std::min(step * kGlideStep_ms, ramp_ms_);
    return static_cast<std::int64_t>(ms * rate_hz_ / 1000) / kTick * kTick;
}

void Banks::glide() noexcept
{
    const double x = step_ >= steps_ ? 1.0 : step_ * kGlideStep_ms / ramp_ms_;
    ways_.between(way_, from_, to_, x, values_);
    step_ = step_ >= steps_ ? 0 : step_ + 1;
    moved_ = true;
}

void Banks::smooth(int samples) noexcept
{
    const double left = slowness_.left_after(samples);
    for (std::size_t i = 0; i < values_.size(); ++i) smoothed_[i] = values_[i] + (smoothed_[i] - values_[i]) * left;
    intensity_.advance(left);
}

void Banks::advance(int samples) noexcept
{
    while (samples > 0) {
        while (step_ > 0 && since_ >= step_at(step_)) glide();
        const auto length =
            step_ > 0 ? static_cast<int>(std::min<std::int64_t>(samples, step_at(step_) - since_)) : samples;
        smooth(length);
        since_ += length;
        samples -= length;
    }
}

void Banks::read(std::span<const double> input, std::span<double> values) noexcept
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        heard_[i] = smoothed_[i] + input[i];
        values[i] = (positive_ ? (heard_[i] + 1) / 2 : heard_[i]) * intensity_.value;
    }
}

}  // namespace latentjam::kit
