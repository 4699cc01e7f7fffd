// The random stream of the house: the same numbers as NumPy's default_rng(seed), bit for bit.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace latentjam::latent {

/// PCG64 (XSL-RR 128/64; O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
/// Random Number Generation"), seeded through NumPy's SeedSequence, with NumPy's ways from bits to numbers. A plain
/// value: a copy continues from the same place. No method allocates. [any, one thread at a time]
class Random {
public:
    /// As default_rng(seed).
    explicit Random(std::uint64_t seed) noexcept;

    /// The raw 64 bits.
    std::uint64_t next64() noexcept;

    /// As Generator.random(): uniform in [0, 1), 53 bits.
    double uniform() noexcept { return static_cast<double>(next64() >> 11) * 0x1.0p-53; }

    /// As Generator.uniform(low, high).
    double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }

    /// As Generator.standard_normal(): 256-level ziggurat (Marsaglia and Tsang 2000, "The Ziggurat Method for
    /// Generating Random Variables").
    double normal() noexcept;

    /// As Generator.integers(low, high): uniform in [low, high). Precondition: low < high.
    std::int64_t integer(std::int64_t low, std::int64_t high) noexcept;

private:
    std::uint32_t next32() noexcept;  // the lower, then the upper half of one next64(), as NumPy buffers them

    unsigned __int128 state_ = 0;
    unsigned __int128 increment_ = 0;
    std::uint32_t kept_half_ = 0;
    bool has_half_ = false;
};

}  // namespace latentjam::latent
