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
    static const Versions<Kernels> kVersions(avx512_kernels(), avx2_kernels(), {portable_kernels()});
    return kVersions.all();
}

}  // namespace latentjam::kernel::pointwise
