// Products as the compiler makes them for AVX2.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/product/product.h"

#if defined(__AVX2__)

#include "kernel/product/product_loops.h"

namespace latentjam::kernel::product {

const Loops* avx2_loops() noexcept
{
    static constexpr Loops kLoops = loops("AVX2");
    return &kLoops;
}

}  // namespace latentjam::kernel::product

#else

namespace latentjam::kernel::product {
const Loops* avx2_loops() noexcept { return nullptr; }
}  // namespace latentjam::kernel::product

#endif
