// Tiles for AVX2 with FMA and F16C: what every PC since 2013 has.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/tiles.h"

#if defined(__AVX2__)

#include "kernel/conv/four_x86.h"
#include "kernel/conv/tile_loops.h"
#include "kernel/conv/winograd_loops.h"

#include <immintrin.h>

namespace latentjam::kernel::conv {

namespace {

struct Avx2 : FourOnX86 {
    using Vector = __m256;
    static constexpr int kWidth = 8;
    static constexpr int kMostSums = 12;  // of 16 registers

    static Vector zero() noexcept { return _mm256_setzero_ps(); }
    static Vector load(const float* p) noexcept { return _mm256_loadu_ps(p); }
    static Vector load(const std::uint16_t* p) noexcept
    {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    }
    static Vector broadcast(const float* p) noexcept { return _mm256_broadcast_ss(p); }
    static Vector multiply_add(Vector a, Vector b, Vector c) noexcept { return _mm256_fmadd_ps(a, b, c); }
    using FourOnX86::add;
    static Vector add(Vector a, Vector b) noexcept { return _mm256_add_ps(a, b); }
    static void store(float* p, Vector v) noexcept { _mm256_storeu_ps(p, v); }
    static void prefetch(const char* p) noexcept { _mm_prefetch(p, _MM_HINT_T0); }
};

}  // namespace

const Instructions* avx2_instructions() noexcept
{
    static constexpr Instructions kAvx2{"AVX2", multiply<Avx2, float>, multiply<Avx2, std::uint16_t>, write<Avx2>,
                                        winograd_loops<Avx2>()};
    return &kAvx2;
}

}  // namespace latentjam::kernel::conv

#else

namespace latentjam::kernel::conv {
const Instructions* avx2_instructions() noexcept { return nullptr; }
}  // namespace latentjam::kernel::conv

#endif
