// Products as the compiler makes them for AVX-512.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/product/product.h"

#if defined(__AVX512F__)

#include "kernel/product/product_loops.h"

namespace latentjam::kernel::product {

const Loops* avx512_loops() noexcept
{
    static constexpr Loops kLoops = loops("AVX-512");
    return &kLoops;
}

}  // namespace latentjam::kernel::product

#else

namespace latentjam::kernel::product {
const Loops* avx512_loops() noexcept { return nullptr; }
}  // namespace latentjam::kernel::product

#endif
