// Asks the processor which instruction sets it has.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"

#if defined(_MSC_VER) && defined(_M_X64)
#include <intrin.h>
#endif

namespace latentjam {

#if defined(__GNUC__) && defined(__x86_64__)
bool runs_avx2() noexcept
{
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
           __builtin_cpu_supports("f16c") != 0;
}
bool runs_avx512() noexcept { return runs_avx2() && __builtin_cpu_supports("avx512f") != 0; }
#elif defined(_MSC_VER) && defined(_M_X64)
namespace {

bool has_bits(int leaf, int place, unsigned bits, unsigned saved) noexcept
{
    int words[4];
    __cpuid(words, 1);
    const bool saves = (static_cast<unsigned>(words[2]) >> 27U & 1U) != 0 && (_xgetbv(0) & saved) == saved;
    __cpuidex(words, leaf, 0);
    return saves && (static_cast<unsigned>(words[place]) & bits) == bits;
}

}  // namespace

// Bits of cpuid 1 ecx: FMA 12, F16C 29; of cpuid 7 ebx: AVX2 5, AVX-512 F 16; of xcr0: ymm 1, 2, zmm 5 to 7.
bool runs_avx2() noexcept { return has_bits(1, 2, 1U << 12U | 1U << 29U, 0x6) && has_bits(7, 1, 1U << 5U, 0x6); }
bool runs_avx512() noexcept { return runs_avx2() && has_bits(7, 1, 1U << 16U, 0xe6); }
#else
bool runs_avx2() noexcept { return false; }
bool runs_avx512() noexcept { return false; }
#endif

}  // namespace latentjam
