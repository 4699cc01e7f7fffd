// One generation of latents: from what was learnt, or from the prior.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/distribution.h"
#include "latent/sequence.h"
#include "latent/statistics.h"

#include <memory>

namespace latentjam::latent {

/// A plain value; it may travel to a worker.
struct DrawRequest {
    std::shared_ptr<const Statistics> learnt{};  ///< null: only the prior is possible
    DrawOptions options{};                       ///< its seed is the random's
    int prior_dims = 8;
    double rate_hz = 0;
};

/// What can be said before a worker looks at it: the options as check() has them, and that something was learnt unless
/// the prior is drawn. [any]
Status check(const DrawRequest& request);

/// Draws `options.frames` frames and leaves `random` behind them, so that calls continue one stream. Errors: as
/// check() and Source::learnt(), more values than a latent holds. [worker]
Result<Sequence> draw(const DrawRequest& request, random::Random& random,
                      const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
