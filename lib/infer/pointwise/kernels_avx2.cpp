// Kernels as the compiler makes them for AVX2.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/pointwise/kernels.h"

#if defined(__AVX2__)

#include "infer/pointwise/kernel_loops.h"

namespace latentjam::infer::pointwise {

const Kernels* avx2_kernels() noexcept
{
    static constexpr Kernels kKernels = loops("AVX2");
    return &kKernels;
}

}  // namespace latentjam::infer::pointwise

#else

namespace latentjam::infer::pointwise {
const Kernels* avx2_kernels() noexcept { return nullptr; }
}  // namespace latentjam::infer::pointwise

#endif
