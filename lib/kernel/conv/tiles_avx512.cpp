// Tiles for AVX-512: one register holds a panel's sixteen outputs.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/tiles.h"

#if defined(__AVX512F__)

#include "kernel/conv/four_x86.h"
#include "kernel/conv/tile_loops.h"
#include "kernel/conv/winograd_loops.h"

#include <immintrin.h>

namespace latentjam::kernel::conv {

namespace {

struct Avx512 : FourOnX86 {
    using Vector = __m512;
    static constexpr int kWidth = 16;
    static constexpr int kMostSums = 24;  // of 32 registers

    static Vector zero() noexcept { return _mm512_setzero_ps(); }
    static Vector load(const float* p) noexcept { return _mm512_loadu_ps(p); }
    static Vector load(const std::uint16_t* p) noexcept
    {
        return _mm512_maskz_cvtph_ps(0xffff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    }
    static Vector broadcast(const float* p) noexcept { return _mm512_set1_ps(*p); }
    static Vector multiply_add(Vector a, Vector b, Vector c) noexcept { return _mm512_fmadd_ps(a, b, c); }
    using FourOnX86::add;
    static Vector add(Vector a, Vector b) noexcept { return _mm512_add_ps(a, b); }
    static void store(float* p, Vector v) noexcept { _mm512_storeu_ps(p, v); }
    static void prefetch(const char* p) noexcept { _mm_prefetch(p, _MM_HINT_T0); }
};

}  // namespace

const Instructions* avx512_instructions() noexcept
{
    static constexpr Instructions kAvx512{"AVX-512", multiply<Avx512, float>, multiply<Avx512, std::uint16_t>,
                                          write<Avx512>, winograd_loops<Avx512>()};
    return &kAvx512;
}

}  // namespace latentjam::kernel::conv

#else

namespace latentjam::kernel::conv {
const Instructions* avx512_instructions() noexcept { return nullptr; }
}  // namespace latentjam::kernel::conv

#endif
