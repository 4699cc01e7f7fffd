// How far the values of a latent spread, dimension by dimension.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <vector>

namespace latentjam::pattern {

/// Population standard deviation of each dimension over the first `length` rows, from the top again where there are
/// fewer. [setup, worker]
std::vector<double> spread_of(const latent::Sequence& source, int length);

}  // namespace latentjam::pattern
