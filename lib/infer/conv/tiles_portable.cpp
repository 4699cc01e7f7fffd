// Tiles in plain C++, four lanes at a time so that any compiler can put them into registers; and the choice among all.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conv/half.h"
#include "infer/conv/tile_loops.h"

#include <array>

#if defined(_MSC_VER) && defined(_M_X64)
#include <intrin.h>
#endif

namespace latentjam::infer::conv {

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
};

#if defined(__GNUC__) && defined(__x86_64__)
bool has_avx2() noexcept
{
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
           __builtin_cpu_supports("f16c") != 0;
}
bool has_avx512() noexcept { return __builtin_cpu_supports("avx512f") != 0; }
#elif defined(_MSC_VER) && defined(_M_X64)
bool has_bits(int leaf, int place, unsigned bits, unsigned saved) noexcept
{
    int words[4];
    __cpuid(words, 1);
    const bool saves = (static_cast<unsigned>(words[2]) >> 27U & 1U) != 0 && (_xgetbv(0) & saved) == saved;
    __cpuidex(words, leaf, 0);
    return saves && (static_cast<unsigned>(words[place]) & bits) == bits;
}
// cpuid 1 ecx: FMA 12, F16C 29; cpuid 7 ebx: AVX2 5, AVX-512 F 16; xcr0: ymm 1, 2, zmm 5 to 7
bool has_avx2() noexcept { return has_bits(1, 2, 1U << 12U | 1U << 29U, 0x6) && has_bits(7, 1, 1U << 5U, 0x6); }
bool has_avx512() noexcept { return has_avx2() && has_bits(7, 1, 1U << 16U, 0xe6); }
#else
bool has_avx2() noexcept { return false; }
bool has_avx512() noexcept { return false; }
#endif

struct Choice {
    std::array<Instructions, 4> sets{};
    std::size_t count = 0;

    void add(bool runs, const Instructions* set) noexcept
    {
        if (runs && set != nullptr) sets[count++] = *set;
    }
};

}  // namespace

const Instructions* portable_instructions() noexcept
{
    static constexpr Instructions kPortable{"portable", multiply<Portable, float>, multiply<Portable, std::uint16_t>};
    return &kPortable;
}

std::span<const Instructions> available_instructions() noexcept
{
    static const Choice kChoice = [] {
        Choice choice;
        choice.add(has_avx512(), avx512_instructions());
        choice.add(has_avx2(), avx2_instructions());
        choice.add(true, neon_instructions());
        choice.add(true, portable_instructions());
        return choice;
    }();
    return {kChoice.sets.data(), kChoice.count};
}

}  // namespace latentjam::infer::conv
