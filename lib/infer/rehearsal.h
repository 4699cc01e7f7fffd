// Runs a model before it plays, until it is as fast as it will be.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/stream.h"

#include <memory>

namespace latentjam::infer {

/// The first calls of a TorchScript module compile it, and the first call on a thread allocates its BLAS's buffers.
/// Both happen here, with silence, on a state that is thrown away: on the calling thread until a call is about as fast
/// as the fastest before it, then once on each audio worker, one at a time and after whatever is due there. The error
/// is that of a model that refuses its very first block; later ones are the stream's to report. [worker]
Status rehearse(work::Workers& workers, std::unique_ptr<Instance> instance, const Method& method,
                const StreamSettings& settings);

}  // namespace latentjam::infer
