// Mean first, then the mean square of the residuals.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/spread.h"

#include <cmath>
#include <span>

namespace latentjam::pattern {

std::vector<double> spread_of(const latent::Sequence& source, int length)
{
    const auto dims = static_cast<std::size_t>(source.dims());
    std::vector<double> mean(dims), variance(dims);
    const auto for_each_row = [&](auto&& visit) {
        for (int row = 0; row < length; ++row) visit(source.frame(row % source.frames()));
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
