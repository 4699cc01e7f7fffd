// Transforms for the baseline of this architecture (on 64-bit ARM that is NEON), and the choice among all.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"
#include "kernel/fourier/transform_loops.h"

namespace latentjam::kernel::fourier {

const Loops* portable_loops() noexcept
{
    static constexpr Loops kLoops = loops("portable");
    return &kLoops;
}

std::span<const Loops> available_loops() noexcept
{
    static const Versions<Loops> kVersions(avx512_loops(), avx2_loops(), {portable_loops()});
    return kVersions.all();
}

}  // namespace latentjam::kernel::fourier
