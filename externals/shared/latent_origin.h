// Latents by one word: what a named latent holds, or a file of that name, which a worker reads.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"

#include <m_pd.h>

#include <memory>
#include <string>

namespace latentjam::pd {

struct LatentOrigin {
    std::shared_ptr<const latent::Sequence> content;  ///< null: in the file
    std::string path;

    /// [worker]
    Result<std::shared_ptr<const latent::Sequence>> open(const CancelFlag& cancelled) const;
};

/// A latent of this name that holds frames, else a file beside the patch or on Pd's path. [setup]
Result<LatentOrigin> find_latent(const t_canvas* canvas, t_symbol* word);

}  // namespace latentjam::pd
