// Kernels as the compiler makes them for AVX-512.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/pointwise/kernels.h"

#if defined(__AVX512F__)

#include "kernel/pointwise/kernel_loops.h"

namespace latentjam::kernel::pointwise {

const Kernels* avx512_kernels() noexcept
{
    static constexpr Kernels kKernels = loops("AVX-512");
    return &kKernels;
}

}  // namespace latentjam::kernel::pointwise

#else

namespace latentjam::kernel::pointwise {
const Kernels* avx512_kernels() noexcept { return nullptr; }
}  // namespace latentjam::kernel::pointwise

#endif
