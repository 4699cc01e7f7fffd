// Tiles in plain C++, four lanes at a time so that any compiler can keep them in registers; and the choice among all.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"
#include "kernel/conv/half.h"
#include "kernel/conv/tile_loops.h"
#include "kernel/conv/winograd_loops.h"

namespace latentjam::kernel::conv {

namespace {

struct Portable {
    struct Vector {
        float lanes[4];
    };
    static constexpr int kWidth = 4;
    static constexpr int kMostSums = 12;

    static Vector zero() noexcept { return {}; }
    static Vector load(const float* p) noexcept { return {{p[0], p[1], p[2], p[3]}}; }
    static Vector load(const std::uint16_t* p) noexcept
    {
        return {{from_half(p[0]), from_half(p[1]), from_half(p[2]), from_half(p[3])}};
    }
    static Vector broadcast(const float* p) noexcept { return {{*p, *p, *p, *p}}; }
    static Vector multiply_add(Vector a, Vector b, Vector c) noexcept
    {
        for (int i = 0; i < kWidth; ++i) c.lanes[i] += a.lanes[i] * b.lanes[i];
        return c;
    }
    static Vector add(Vector a, Vector b) noexcept
    {
        for (int i = 0; i < kWidth; ++i) a.lanes[i] += b.lanes[i];
        return a;
    }
    static void store(float* p, Vector v) noexcept
    {
        for (int i = 0; i < kWidth; ++i) p[i] = v.lanes[i];
    }
    static void prefetch(const char*) noexcept {}

    using Four = Vector;
    static Four load_four(const float* p) noexcept { return load(p); }
    static void store_four(float* p, Four v) noexcept { store(p, v); }
    static Four multiply(Four a, Four b) noexcept
    {
        for (int i = 0; i < kWidth; ++i) a.lanes[i] *= b.lanes[i];
        return a;
    }
    static void transpose4(Four& a, Four& b, Four& c, Four& d) noexcept
    {
        const Four rows[4] = {a, b, c, d};
        a = {{rows[0].lanes[0], rows[1].lanes[0], rows[2].lanes[0], rows[3].lanes[0]}};
        b = {{rows[0].lanes[1], rows[1].lanes[1], rows[2].lanes[1], rows[3].lanes[1]}};
        c = {{rows[0].lanes[2], rows[1].lanes[2], rows[2].lanes[2], rows[3].lanes[2]}};
        d = {{rows[0].lanes[3], rows[1].lanes[3], rows[2].lanes[3], rows[3].lanes[3]}};
    }
};

}  // namespace

const Instructions* portable_instructions() noexcept
{
    static constexpr Instructions kPortable{"portable", multiply<Portable, float>, multiply<Portable, std::uint16_t>,
                                            write<Portable>, winograd_loops<Portable>()};
    return &kPortable;
}

std::span<const Instructions> available_instructions() noexcept
{
    static const Versions<Instructions> kVersions(avx512_instructions(), avx2_instructions(),
                                                  {neon_instructions(), portable_instructions()});
    return kVersions.all();
}

}  // namespace latentjam::kernel::conv
