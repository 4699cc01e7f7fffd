// Interpolation between constellations.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/way.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace latentjam::kit {

namespace {

/// Of the mean variance, added to each: a dim that never moved has no direction otherwise.
constexpr double kLeastVariance = 1e-6;

double length_of(std::span<const double> values)
{
    return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

/// The lower triangle whose product with its transpose is the matrix (Cholesky). The matrix is positive definite.
std::vector<double> factor_of(std::vector<double> matrix, std::size_t size)
{
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t column = 0; column < size; ++column) {
            double& value = matrix[row * size + column];
            if (column > row) {
                value = 0;
                continue;
            }
            for (std::size_t k = 0; k < column; ++k) value -= matrix[row * size + k] * matrix[column * size + k];
            value = row == column ? std::sqrt(std::max(value, 1e-300)) : value / matrix[column * size + column];
        }
    return matrix;
}

}  // namespace

void Ways::prepare(int dims)
{
    const auto size = static_cast<std::size_t>(dims);
    for (auto* values : {&mean_, &from_, &to_, &made_}) values->assign(size, 0.0);
    factor_.clear();
}

Status Ways::learn(const latent::Statistics& statistics)
{
    const std::size_t size = mean_.size();
    if (statistics.dims.size() != size)
        return Status::error("learn: that latent has " + std::to_string(statistics.dims.size()) + " dims, this has " +
                             std::to_string(size));
    std::vector<double> covariance = statistics.covariance;
    double trace = 0;
    for (std::size_t i = 0; i < size; ++i) trace += covariance[i * size + i];
    const double least = std::max(kLeastVariance * trace / static_cast<double>(size), 1e-12);
    for (std::size_t i = 0; i < size; ++i) {
        covariance[i * size + i] += least;
        mean_[i] = statistics.dims[i].mean;
    }
    factor_ = factor_of(std::move(covariance), size);
    return {};
}

void Ways::whiten(std::span<const double> values, std::span<double> out) const noexcept
{
    const std::size_t size = mean_.size();
    for (std::size_t row = 0; row < size; ++row) {
        double value = values[row] - mean_[row];
        for (std::size_t k = 0; k < row; ++k) value -= factor_[row * size + k] * out[k];
        out[row] = value / factor_[row * size + row];
    }
}

void Ways::colour(std::span<const double> values, std::span<double> out) const noexcept
{
    const std::size_t size = mean_.size();
    for (std::size_t row = 0; row < size; ++row) {
        double value = mean_[row];
        for (std::size_t k = 0; k <= row; ++k) value += factor_[row * size + k] * values[k];
        out[row] = value;
    }
}

void Ways::turn(double x) noexcept
{
    constexpr double kTiny = 1e-9;
    const double from = length_of(from_), to = length_of(to_);
    if (from < kTiny || to < kTiny || from_.size() < 2) {  // no direction to turn
        for (std::size_t i = 0; i < from_.size(); ++i) from_[i] += x * (to_[i] - from_[i]);
        return;
    }
    for (double& value : from_) value /= from;
    const double cosine = std::inner_product(from_.begin(), from_.end(), to_.begin(), 0.0) / to;
    double angle = std::acos(std::clamp(cosine, -1.0, 1.0));
    // The direction at right angles to `from`, in the plane of both; of opposite ends by way of the dim that matters
    // least.
    for (std::size_t i = 0; i < to_.size(); ++i) to_[i] = to_[i] / to - cosine * from_[i];
    double across = length_of(to_);
    if (across < kTiny) {
        if (cosine > 0) angle = 0;
        const auto least = static_cast<std::size_t>(
            std::min_element(from_.begin(), from_.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }) -
            from_.begin());
        const double along = from_[least];
        for (std::size_t i = 0; i < to_.size(); ++i) to_[i] = (i == least ? 1.0 : 0.0) - along * from_[i];
        across = length_of(to_);
    }
    const double length = from + x * (to - from);
    for (std::size_t i = 0; i < from_.size(); ++i)
        from_[i] = length * (std::cos(x * angle) * from_[i] + std::sin(x * angle) * to_[i] / across);
}

void Ways::between(Way way, std::span<const double> a, std::span<const double> b, double x,
                   std::span<double> out) noexcept
{
    if (x == 0 || x == 1) {
        const auto end = x == 0 ? a : b;
        std::copy(end.begin(), end.end(), out.begin());
        return;
    }
    if (way == Way::kStraight) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] + x * (b[i] - a[i]);
        return;
    }
    const bool by_statistics = way == Way::kStatistics && has_learnt();
    if (by_statistics) {
        whiten(a, from_);
        whiten(b, to_);
    } else {
        std::copy(a.begin(), a.end(), from_.begin());
        std::copy(b.begin(), b.end(), to_.begin());
    }
    turn(x);
    if (by_statistics)
        colour(from_, out);
    else
        std::copy(from_.begin(), from_.end(), out.begin());
}

double Ways::distance(std::span<const double> values) noexcept
{
    whiten(values, made_);
    return length_of(made_);
}

}  // namespace latentjam::kit
