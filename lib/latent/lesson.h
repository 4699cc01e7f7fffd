// Statistics of latents in memory, in files, or both.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"
#include "latent/statistics.h"

#include <memory>
#include <string>
#include <vector>

namespace latentjam::latent {

/// What to learn from, as it was when asked for.
struct Lesson {
    std::vector<std::shared_ptr<const Sequence>> sequences;
    std::vector<std::string> files;  ///< .npy or .wav
};

struct Learnt {
    Statistics statistics;
    double rate_hz = 0;  ///< of the first sequence; 0 if unknown
};

/// Errors: as read() and analyse(). [worker]
Result<Learnt> learn(Lesson lesson, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
