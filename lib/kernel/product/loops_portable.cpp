// Products for the baseline of this architecture (on 64-bit ARM that is NEON), and the choice among all.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"
#include "kernel/product/product_loops.h"

namespace latentjam::kernel::product {

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

}  // namespace latentjam::kernel::product
