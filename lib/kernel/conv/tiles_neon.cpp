// Tiles for 64-bit ARM: Apple's and Raspberry Pi's processors.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/tiles.h"

#if defined(__aarch64__)

#include "kernel/conv/tile_loops.h"
#include "kernel/conv/winograd_loops.h"

#include <arm_neon.h>

namespace latentjam::kernel::conv {

namespace {

struct Neon {
    using Vector = float32x4_t;
    static constexpr int kWidth = 4;
    static constexpr int kMostSums = 24;  // of 32 registers

    static Vector zero() noexcept { return vdupq_n_f32(0); }
    static Vector load(const float* p) noexcept { return vld1q_f32(p); }
    static Vector load(const std::uint16_t* p) noexcept { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p))); }
    static Vector broadcast(const float* p) noexcept { return vld1q_dup_f32(p); }
    static Vector multiply_add(Vector a, Vector b, Vector c) noexcept { return vfmaq_f32(c, a, b); }
    static Vector add(Vector a, Vector b) noexcept { return vaddq_f32(a, b); }
    static void store(float* p, Vector v) noexcept { vst1q_f32(p, v); }
    static void prefetch(const char* p) noexcept { __builtin_prefetch(p); }

    using Four = float32x4_t;
    static Four load_four(const float* p) noexcept { return vld1q_f32(p); }
    static void store_four(float* p, Four v) noexcept { vst1q_f32(p, v); }
    static Four multiply(Four a, Four b) noexcept { return vmulq_f32(a, b); }
    static void transpose4(Four& a, Four& b, Four& c, Four& d) noexcept
    {
        const float32x4x2_t ab = vtrnq_f32(a, b), cd = vtrnq_f32(c, d);  // pairs, then halves
        a = vcombine_f32(vget_low_f32(ab.val[0]), vget_low_f32(cd.val[0]));
        b = vcombine_f32(vget_low_f32(ab.val[1]), vget_low_f32(cd.val[1]));
        c = vcombine_f32(vget_high_f32(ab.val[0]), vget_high_f32(cd.val[0]));
        d = vcombine_f32(vget_high_f32(ab.val[1]), vget_high_f32(cd.val[1]));
    }
};

}  // namespace

const Instructions* neon_instructions() noexcept
{
    static constexpr Instructions kNeon{"NEON", multiply<Neon, float>, multiply<Neon, std::uint16_t>, write<Neon>,
                                        winograd_loops<Neon>()};
    return &kNeon;
}

}  // namespace latentjam::kernel::conv

#else

namespace latentjam::kernel::conv {
const Instructions* neon_instructions() noexcept { return nullptr; }
}  // namespace latentjam::kernel::conv

#endif
