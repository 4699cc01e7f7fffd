// Transforms as the compiler makes them for AVX-512.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/fourier/real_transform.h"

#if defined(__AVX512F__)

#include "kernel/fourier/transform_loops.h"

namespace latentjam::kernel::fourier {

const Loops* avx512_loops() noexcept
{
    static constexpr Loops kLoops = loops("AVX-512");
    return &kLoops;
}

}  // namespace latentjam::kernel::fourier

#else

namespace latentjam::kernel::fourier {
const Loops* avx512_loops() noexcept { return nullptr; }
}  // namespace latentjam::kernel::fourier

#endif
