// Whether all of many numbers are finite, without a branch for each: a layer has millions of weights.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace latentjam {

/// Takes numbers one by one. [any]
class AllFinite {
public:
    /// An exponent of all ones (NaN, infinity) carries into the sign's place, which nothing else reaches.
    void add(float number) noexcept { carried_ |= (std::bit_cast<std::uint32_t>(number) & kExponent) + kLowestOfIt; }
    bool holds() const noexcept { return (carried_ & kSign) == 0; }

private:
    static constexpr std::uint32_t kSign = 0x80000000, kExponent = 0x7f800000, kLowestOfIt = 0x00800000;
    std::uint32_t carried_ = 0;
};

/// [any]
inline bool are_finite(std::span<const float> numbers) noexcept
{
    AllFinite all;
    for (const float number : numbers) all.add(number);
    return all.holds();
}

}  // namespace latentjam
