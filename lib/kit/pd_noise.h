// Pd's noise~ from a seed, at any place without what comes before it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace latentjam::kit {

/// The states of noise~ after [seed v(: v itself, then one a sample, of a linear congruential generator of 32 bits
/// (measured in Pd 0.55.2, sample for sample). [any]
class PdNoise {
public:
    explicit constexpr PdNoise(std::uint32_t seed = 0) noexcept : state_(seed) {}

    /// In [-1, 1): near -1 for every small seed.
    constexpr double value() const noexcept { return (static_cast<double>(state_ & 0x7fffffffu) - 0x1p30) * 0x1p-30; }

    constexpr void next() noexcept { state_ = state_ * kFactor + kAdded; }

    /// The same as next() n times: squaring goes there in as many steps as n has bits.
    constexpr void skip(std::uint64_t n) noexcept
    {
        std::uint32_t step_factor = kFactor, step_added = kAdded;
        for (; n > 0; n >>= 1) {
            if (n & 1) state_ = state_ * step_factor + step_added;
            step_added = step_added * step_factor + step_added;
            step_factor *= step_factor;
        }
    }

private:
    static constexpr std::uint32_t kFactor = 435'898'247;
    static constexpr std::uint32_t kAdded = 382'842'987;

    std::uint32_t state_;
};

}  // namespace latentjam::kit
