// Drawing orale's three vectors and adding them up.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/offsets.h"

#include "random/random.h"

#include <cmath>

namespace latentjam::pattern {

Offsets::Offsets(std::span<const double> spread, std::uint64_t seed) : dims_(spread.size()), sums_(8 * spread.size())
{
    random::Random random(seed);
    for (std::size_t u = 0; u < 3; ++u) {
        const double sign = u == 1 ? 1 : -1;
        for (std::size_t dim = 0; dim < dims_; ++dim) {
            const double value = sign * random.uniform(-spread[dim], spread[dim]);
            for (std::size_t row = 0; row < 8; ++row)
                if (row >> u & 1) sums_[row * dims_ + dim] += value;
        }
    }
}

double Offsets::at(std::int64_t loop, int dim) const noexcept
{
    std::size_t row = 0;
    for (std::size_t u = 0; u < 3; ++u, loop /= 4)
        if (loop % 4 == 3) row |= std::size_t{1} << u;
    return sums_[row * dims_ + static_cast<std::size_t>(dim)];
}

std::vector<double> spread_of(const latent::Sequence& source, int length)
{
    const auto dims = static_cast<std::size_t>(source.dims());
    std::vector<double> mean(dims), variance(dims);
    const auto for_each_row = [&](auto&& what) {
        for (int row = 0; row < length; ++row) what(source.frame(row % source.frames()));
    };
    for_each_row([&](std::span<const float> frame) {
        for (std::size_t dim = 0; dim < dims; ++dim) mean[dim] += static_cast<double>(frame[dim]) / length;
    });
    for_each_row([&](std::span<const float> frame) {
        for (std::size_t dim = 0; dim < dims; ++dim)
            variance[dim] += std::pow(static_cast<double>(frame[dim]) - mean[dim], 2) / length;
    });
    for (double& value : variance) value = std::sqrt(value);
    return variance;
}

}  // namespace latentjam::pattern
