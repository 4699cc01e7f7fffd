// Draws by name instead of by turn: a number is a function of seed, owner, purpose and index alone.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace latentjam::random {

/// Counter-based draws. Each owner counts its own draws of each purpose, so one owner's history does not shift the luck
/// of another, and any draw can be made again without those before it. A plain value. [any]
class Counter {
public:
    explicit Counter(std::uint64_t seed = 0) noexcept : seed_(seed) {}

    std::uint64_t seed() const noexcept { return seed_; }

    /// 64 bits.
    std::uint64_t bits(std::uint32_t owner, std::uint32_t purpose, std::uint64_t index) const noexcept;

    /// In [0, 1), 53 bits.
    double uniform(std::uint32_t owner, std::uint32_t purpose, std::uint64_t index) const noexcept
    {
        return static_cast<double>(bits(owner, purpose, index) >> 11) * 0x1.0p-53;
    }

    /// The sum of twelve uniform numbers: mean 0, deviation 1, within -6 to 6, and without a function that C libraries
    /// round differently.
    double normal(std::uint32_t owner, std::uint32_t purpose, std::uint64_t index) const noexcept;

private:
    std::uint64_t seed_;
};

}  // namespace latentjam::random
