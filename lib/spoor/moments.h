// Mean and covariances in time of a latent: what makes one stream of frames behave like another.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"
#include "spoor/matrix.h"

#include <array>
#include <vector>

namespace latentjam::spoor {

inline constexpr std::size_t kMostLag = 4;  ///< frames

struct Moments {
    double frames = 0;  ///< how many count, the older ones less
    std::vector<double> mean;
    /// Of a frame and the one so many before it; the first is the covariance. Of zero-padded frames, so that no process
    /// made of them grows.
    std::array<Matrix, kMostLag + 1> lagged;

    std::size_t dims() const noexcept { return mean.size(); }
    const Matrix& covariance() const noexcept { return lagged[0]; }
};

/// A frame counts `kept` times as much as the one after it. From fewer than ten frames for each dim the covariances
/// between dims are shrunk towards 0, in proportion. Errors: fewer than two frames, a value that is not finite.
/// [worker]
Result<Moments> moments_of(const latent::Sequence& sequence, double kept = 1);

/// N(0, 1) in each dim: what models are trained towards. [worker]
Moments usual_moments(std::size_t dims);

/// Bhattacharyya's distance of two normal distributions with these means and covariances: 0 for equal ones.
/// Precondition: of the same number of dims. [worker]
double distance(const Moments& a, const Moments& b);

}  // namespace latentjam::spoor
