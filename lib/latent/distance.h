// How far two latents are from each other.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"

#include <vector>

namespace latentjam::latent {

/// Of frames by their place; where one latent is shorter it is read again from its beginning, as patterns read it.
struct Distance {
    double mean = 0;  ///< of the Euclidean distances between frames
    double most = 0;
    int farthest_frame = 0;
    std::vector<double> rms;  ///< for each dim: the root of the mean squared difference
};

/// In double precision. Errors: an empty latent, different numbers of dims; they name both sizes. [setup]
Result<Distance> distance(const Sequence& a, const Sequence& b);

}  // namespace latentjam::latent
