// Latents to Pd's arrays and back: dimension d is the array <prefix>d.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"

#include <string>

namespace latentjam::pd {

/// Resizes and fills the arrays prefix0, prefix1, ... Dimensions without an array are left out; no array at all is an
/// error. With `points` > 0 every array gets that many, the nearest frames. [setup]
Status to_arrays(const latent::Sequence& sequence, const std::string& prefix, int points);

/// As many dimensions as there are arrays prefix0, prefix1, ... without a gap, as many frames as the longest; shorter
/// ones are followed by zeros. [setup]
Result<latent::Sequence> from_arrays(const std::string& prefix);

}  // namespace latentjam::pd
