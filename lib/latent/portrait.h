// What a picture of a latent shows: the statistics of its dimensions and the density of their values.
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
    std::vector<std::vector<float>> shapes;  ///< of each dimension, see density(); empty if not asked for
};

/// Shapes have `points` values, 2 to 4096 (0: no shapes), of which the largest is `height`. They are computed from at
/// most 4096 frames: more look the same and take seconds. Errors: as analyse(). [worker]
Result<Portrait> portray(const Sequence& sequence, int points, double height,
                         const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
