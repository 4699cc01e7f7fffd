// Latents with known statistics: a stationary vector autoregression of order one.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "random/random.h"
#include "spoor/matrix.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace latentjam::test {

inline constexpr double kRate_hz = 44100.0 / 2048;

/// How many frames of the usual model that is.
inline int frames_in(double seconds) { return static_cast<int>(seconds * kRate_hz); }

/// Deviations from .5 to 2 and all dims correlated by `correlation` with each other, around means from -1 to 1.
inline spoor::Matrix known_covariance(std::size_t dims, double correlation)
{
    spoor::Matrix made(dims, dims);
    const auto deviation = [dims](std::size_t i) {
        return 0.5 + 1.5 * static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(dims - 1, 1));
    };
    for (std::size_t i = 0; i < dims; ++i)
        for (std::size_t j = 0; j < dims; ++j) made(i, j) = deviation(i) * deviation(j) * (i == j ? 1.0 : correlation);
    return made;
}

inline double known_mean(std::size_t dim) { return static_cast<double>(dim % 3) - 1; }

/// Neighbours are correlated by `lag_one` and less: the slowest axis has that, the others down to a fifth of it.
inline std::shared_ptr<latent::Sequence> moving_latent(std::size_t dims, int frames, double correlation, double lag_one,
                                                       std::uint64_t seed)
{
    const spoor::Matrix covariance = known_covariance(dims, correlation);
    const spoor::Axes axes = spoor::principal_axes(covariance);
    const spoor::Matrix root = spoor::root_of(axes, 0), inverse = spoor::inverse_root_of(axes, 1e-12);
    spoor::Matrix slow(dims, dims);
    for (std::size_t i = 0; i < dims; ++i)
        slow(i, i) = lag_one * (1 - 0.8 * static_cast<double>(i) / static_cast<double>(dims));
    const spoor::Matrix step = spoor::product(spoor::product(root, slow), inverse);
    spoor::Matrix noise = spoor::product(spoor::product(step, covariance), spoor::transposed(step));
    for (std::size_t i = 0; i < noise.values.size(); ++i) noise.values[i] = covariance.values[i] - noise.values[i];
    const spoor::Matrix factor = spoor::factor_of(spoor::principal_axes(noise));

    random::Random random(seed);
    auto made = std::make_shared<latent::Sequence>(static_cast<int>(dims), frames, kRate_hz);
    std::vector<double> now(dims), moved(dims), normals(dims), added(dims);
    for (int t = -200; t < frames; ++t) {
        random.fill_normal(normals);
        spoor::multiply(step, now, moved);
        spoor::multiply(factor, normals, added);
        for (std::size_t i = 0; i < dims; ++i) now[i] = moved[i] + added[i];
        if (t < 0) continue;
        for (std::size_t i = 0; i < dims; ++i)
            made->at(t, static_cast<int>(i)) = static_cast<float>(known_mean(i) + now[i]);
    }
    return made;
}

}  // namespace latentjam::test
