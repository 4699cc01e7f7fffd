// Transforms as the compiler makes them for AVX2.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/fourier/real_transform.h"

#if defined(__AVX2__)

#include "kernel/fourier/transform_loops.h"

namespace latentjam::kernel::fourier {

const Loops* avx2_loops() noexcept
{
    static constexpr Loops kLoops = loops("AVX2");
    return &kLoops;
}

}  // namespace latentjam::kernel::fourier

#else

namespace latentjam::kernel::fourier {
const Loops* avx2_loops() noexcept { return nullptr; }
}  // namespace latentjam::kernel::fourier

#endif
