// Statistics and densities of one latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/portrait.h"

#include "latent/edit.h"

#include <utility>

namespace latentjam::latent {

namespace {

constexpr int kMostFramesOfAShape = 4096;

}  // namespace

Result<Portrait> portray(const Sequence& sequence, int points, double height, const CancelFlag& cancelled)
{
    const Sequence* one = &sequence;
    auto statistics = analyse({&one, 1}, cancelled);
    if (!statistics) return statistics.status();
    Portrait portrait{*std::move(statistics), {}};
    if (points == 0) return portrait;
    const Sequence thin = thinned(sequence, kMostFramesOfAShape);
    const Sequence* few = &thin;
    for (int dim = 0; dim < sequence.dims(); ++dim) {
        if (cancelled) return gave_up();
        portrait.shapes.push_back(density({&few, 1}, portrait.statistics, dim, points));
        for (float& value : portrait.shapes.back()) value *= static_cast<float>(height);
    }
    return portrait;
}

}  // namespace latentjam::latent
