// Four floats at once, as AVX2 and AVX-512 both write results. Internal linkage, as in tile_loops.h.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <immintrin.h>

namespace latentjam::kernel::conv {

namespace {

struct FourOnX86 {
    using Four = __m128;
    static Four load_four(const float* p) noexcept { return _mm_loadu_ps(p); }
    static void store_four(float* p, Four v) noexcept { _mm_storeu_ps(p, v); }
    static Four multiply(Four a, Four b) noexcept { return _mm_mul_ps(a, b); }
    static Four add(Four a, Four b) noexcept { return _mm_add_ps(a, b); }
    static void transpose4(Four& a, Four& b, Four& c, Four& d) noexcept { _MM_TRANSPOSE4_PS(a, b, c, d); }
};

}  // namespace

}  // namespace latentjam::kernel::conv
