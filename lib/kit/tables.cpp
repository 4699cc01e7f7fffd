// Cubic reading round the end, and the clock of a table.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/tables.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace latentjam::kit {

void Tables::prepare(int dims, double rate_hz)
{
    dims_ = dims;
    points_ = 1;
    values_.assign(static_cast<std::size_t>(dims), 0.0);
    set_rate(rate_hz);
}

void Tables::set_rate(double rate_hz)
{
    rate_hz_ = rate_hz;
    slowness_.prepare(1, rate_hz);
}

void Tables::resize(int points)
{
    std::vector<double> values(static_cast<std::size_t>(dims_) * static_cast<std::size_t>(points), 0.0);
    for (int dim = 0; dim < dims_; ++dim) {
        const auto before = table(dim).first(static_cast<std::size_t>(std::min(points, points_)));
        std::copy(before.begin(), before.end(),
                  values.begin() + static_cast<std::ptrdiff_t>(dim) * static_cast<std::ptrdiff_t>(points));
    }
    values_.swap(values);
    points_ = points;
}

int Tables::points_for(double frequency_hz, double rate_hz, int ratio) noexcept
{
    const double points = std::ceil(rate_hz / ratio / frequency_hz);
    return static_cast<int>(std::clamp(points, 1.0, static_cast<double>(kMostPoints)));
}

void Tables::draw(random::Random& random, Dice dice) noexcept
{
    for (double& value : values_) value = roll(random, dice);
}

std::span<double> Tables::table(int dim) noexcept
{
    const auto size = static_cast<std::size_t>(points_);
    return std::span(values_).subspan(static_cast<std::size_t>(dim) * size, size);
}

std::span<const double> Tables::table(int dim) const noexcept
{
    const auto size = static_cast<std::size_t>(points_);
    return std::span(values_).subspan(static_cast<std::size_t>(dim) * size, size);
}

void Tables::jump(double place) noexcept { phase_ = std::clamp(place, 0.0, 1.0); }

double Tables::clock_place() const noexcept
{
    const double there = phase_ > 1 ? 2 - phase_ : phase_;
    return from_ + there * (to_ - from_);
}

double Tables::at(int dim, double place) const noexcept
{
    const auto table = this->table(dim);
    const double whole = std::floor(place);
    const double x = place - whole;
    const auto size = static_cast<std::int64_t>(points_);
    const auto here = static_cast<std::int64_t>(whole);
    const auto point = [&](std::int64_t offset) {
        const std::int64_t index = (here + offset) % size;
        return table[static_cast<std::size_t>(index < 0 ? index + size : index)];
    };
    const double a = point(-1), b = point(0), c = point(1), d = point(2);
    if (x == 0) return b;
    // The cubic through four points (Lagrange), as tabread4~ has it.
    return b + x * (c - b - (1 - x) / 6 * ((d - a - 3 * (c - b)) * x + (d + 2 * a - 3 * b)));
}

void Tables::read(std::span<const double> input, std::span<double> values) noexcept
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double place = clocked_ ? clock_place() : input[i] - std::floor(input[i]);
        if (i == 0) place_ = place;
        const double value = at(static_cast<int>(i), place * points_);
        values[i] = (positive_ ? (value + 1) / 2 : value) * factor_.value;
    }
}

void Tables::advance(int samples) noexcept
{
    factor_.advance(slowness_.left_after(samples));
    if (!clocked_) return;
    const double round = palindrome_ ? 2 : 1;
    phase_ += samples * frequency_hz_ * speed_ / rate_hz_;
    phase_ -= round * std::floor(phase_ / round);
}

}  // namespace latentjam::kit
