// Kernels for the baseline of this architecture (on 64-bit ARM that is NEON), and the choice among all.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"
#include "kernel/pointwise/kernel_loops.h"

namespace latentjam::kernel::pointwise {

const Kernels* portable_kernels() noexcept
{
    static constexpr Kernels kKernels = loops("portable");
    return &kKernels;
}

std::span<const Kernels> available_kernels() noexcept
{
    static const auto kVersions = [] {
        Versions<Kernels> versions;
        versions.add(runs_avx512(), avx512_kernels());
        versions.add(runs_avx2(), avx2_kernels());
        versions.add(true, portable_kernels());
        return versions;
    }();
    return kVersions.all();
}

}  // namespace latentjam::kernel::pointwise
