// Kernels as the compiler makes them for AVX2.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/pointwise/kernels.h"

#if defined(__AVX2__)

#include "kernel/pointwise/kernel_loops.h"

namespace latentjam::kernel::pointwise {

const Kernels* avx2_kernels() noexcept
{
    static constexpr Kernels kKernels = loops("AVX2");
    return &kKernels;
}

}  // namespace latentjam::kernel::pointwise

#else

namespace latentjam::kernel::pointwise {
const Kernels* avx2_kernels() noexcept { return nullptr; }
}  // namespace latentjam::kernel::pointwise

#endif
