// IEEE half-precision numbers as bits, in plain C++.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>

namespace latentjam::kernel::conv {

/// Exact, for every finite half. [any]
inline float from_half(std::uint16_t bits) noexcept
{
    constexpr float kBias = 0x1p112F;  // what lies between the two formats' exponents; makes subnormal halves right too
    const float magnitude = std::bit_cast<float>((bits & 0x7fffU) << 13U) * kBias;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | (bits & 0x8000U) << 16U);
}

/// The nearest half, ties to even; saturates. [any]
inline std::uint16_t to_half(float value) noexcept
{
    constexpr std::uint32_t kLargest = 0x7bff;
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16U & 0x8000U);
    const auto magnitude = bits & 0x7fffffffU;
    std::uint32_t half = 0;
    if (magnitude < 0x38800000U) {  // below 2^-14 a half has fixed steps: let the adder round
        const float steps = std::bit_cast<float>(magnitude) + 0.5F;
        half = std::bit_cast<std::uint32_t>(steps) - 0x3f000000U;
    } else {
        half = (magnitude - 0x38000000U + 0xfffU + (magnitude >> 13U & 1U)) >> 13U;
    }
    return static_cast<std::uint16_t>(sign | (half < kLargest ? half : kLargest));
}

}  // namespace latentjam::kernel::conv
