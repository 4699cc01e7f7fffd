// Elementwise operations: sixteen numbers at a time, in the instructions this processor has.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace latentjam::kernel::pointwise {

/// Numbers of one step of a kernel, whatever the processor.
inline constexpr int kLanes = 16;

/// What one step computes of a, or of a and b. All propagate NaN.
enum class Op : std::uint8_t {
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kAtLeast,    ///< the larger of a and b
    kAtMost,     ///< the smaller of a and b
    kLeaky,      ///< a where positive, else a b
    kPower,      ///< a to the power of b's first number
    kNegate,     ///< -a; from here on unary
    kMagnitude,  ///< |a|
    kSign,       ///< -1, 0 or 1; 0 for NaN
    kFraction,   ///< fractional part, with a's sign
    kSquareRoot,
    kExp,
    kExp2,
    kLog,
    kTanh,
    kSigmoid,  ///< 1 / (1 + exp(-a))
    kSine,
    kCosine,
    kCount
};

inline constexpr auto kOps = static_cast<std::size_t>(Op::kCount);

/// count is a multiple of kLanes; out is neither a nor b. Every processor gives the same bits.
using Kernel = void (*)(const float* a, const float* b, float* out, int count) noexcept;

struct Kernels {
    const char* name;
    std::array<Kernel, kOps> of;  ///< by Op

    Kernel operator[](Op op) const noexcept { return of[static_cast<std::size_t>(op)]; }
};

/// What this processor can run, the fastest first; the portable code is always there, last.
std::span<const Kernels> available_kernels() noexcept;

// One per file; null where the compiler cannot make it.
const Kernels* avx512_kernels() noexcept;
const Kernels* avx2_kernels() noexcept;
const Kernels* portable_kernels() noexcept;

}  // namespace latentjam::kernel::pointwise
