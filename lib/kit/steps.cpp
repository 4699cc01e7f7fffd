// Steps, their smoothing and their envelope.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/steps.h"

#include <algorithm>
#include <cmath>

namespace latentjam::kit {

void Steps::prepare(int dims, double rate_hz)
{
    dims_ = dims;
    const std::size_t most = static_cast<std::size_t>(dims) * kMostSteps;
    values_.assign(most, 0.0);
    given_.assign(most, 0.0);
    given_count_ = 0;
    smoothed_.assign(static_cast<std::size_t>(dims), 0.0);
    set_rate(rate_hz);
}

void Steps::set_rate(double rate_hz)
{
    rate_hz_ = rate_hz;
    slowness_.prepare(1, rate_hz);
    switching_.prepare(10, rate_hz);
    set_smoothing(smoothing_hz_);
}

void Steps::set_smoothing(double hz) noexcept
{
    smoothing_hz_ = hz;
    smoothness_.prepare(hz, rate_hz_);
}

void Steps::draw(random::Random& random) noexcept
{
    for (int dim = 0; dim < dims_; ++dim)
        for (int step = 0; step < size_; ++step) cell(dim, step) = roll(random, dice_);
}

void Steps::set_size(int size) noexcept
{
    for (int dim = 0; dim < dims_; ++dim)
        for (int step = size_; step < size; ++step) cell(dim, step) = 0;
    size_ = size;
    if (given_count_ > 0) set(std::span<const double>(given_.data(), given_count_));
    index_ %= size_;
}

void Steps::set(std::span<const double> values) noexcept
{
    const auto size = static_cast<std::size_t>(size_);
    given_count_ = std::min(values.size(), given_.size());
    if (values.data() != given_.data()) std::copy_n(values.begin(), given_count_, given_.begin());
    for (std::size_t i = 0; i < std::min(given_count_, size * static_cast<std::size_t>(dims_)); ++i)
        cell(static_cast<int>(i / size), static_cast<int>(i % size)) = given_[i];
}

void Steps::bang() noexcept
{
    if (since_bang_ > 0) interval_ = since_bang_;
    since_bang_ = 0;
    ++asked_;
}

void Steps::enter(int) noexcept
{
    if (asked_ == 0) return;
    index_ = (index_ + asked_) % size_;
    asked_ = 0;
    decay_samples_ = static_cast<double>(interval_);
    since_ = 0;
    has_stepped_ = true;
}

double Steps::gate() const noexcept
{
    if (envelope_.value <= 0 && envelope_.target <= 0) return 1;
    const double falling = static_cast<double>(since_) - kAttack_ms * rate_hz_ / 1000;
    double level = has_stepped_ ? 1 : 0;
    if (falling > 0) level *= decay_samples_ > 0 ? std::max(0.0, 1 - falling / decay_samples_) : 0;
    return envelope_.value * level * level + (1 - envelope_.value);
}

void Steps::read(std::span<const double>, std::span<double> values) noexcept
{
    const double all = gate() * amplitude_.value;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = smoothed_[i] * all;
}

void Steps::advance(int samples) noexcept
{
    const double left = smoothness_.left_after(samples);
    for (int dim = 0; dim < dims_; ++dim) {
        double& value = smoothed_[static_cast<std::size_t>(dim)];
        const double target = has_stepped_ ? cell(dim, index_) : 0.0;
        value = target + (value - target) * left;
    }
    amplitude_.advance(slowness_.left_after(samples));
    envelope_.advance(switching_.left_after(samples));
    since_ += samples;
    since_bang_ += samples;
}

}  // namespace latentjam::kit
