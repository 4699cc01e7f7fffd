// What there is to see of a latent: the statistics of its dimensions, and how often each takes which value.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"
#include "latent/statistics.h"

#include <vector>

namespace latentjam::latent {

struct Portrait {
    Statistics statistics;
    std::vector<std::vector<float>> shapes;  ///< of each dimension, see density(); empty if none were asked for
};

/// Shapes have `points` values, 2 to 4096 (0: no shapes), of which the largest is `height`; they come from 4096 frames
/// at most, since more of them look the same and take seconds. Errors: as analyse(). [worker]
Result<Portrait> portray(const Sequence& sequence, int points, double height,
                         const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
