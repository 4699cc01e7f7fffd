// The random stream of the house: the same numbers as NumPy's default_rng(seed), bit for bit.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/pcg64.h"
#include "latent/ziggurat.h"

#include <cstddef>
#include <cstdint>

namespace latentjam::latent {

/// PCG64, seeded through NumPy's SeedSequence, with NumPy's ways from bits to numbers. A plain value: a copy continues
/// from the same place. No method allocates. [any, one thread at a time]
/// Equal to the last bit, except that normal()'s tail (3 of 10,000 draws) rounds as this system's log1p does.
class Random {
public:
    /// As default_rng(seed).
    explicit Random(std::uint64_t seed) noexcept;

    /// The raw 64 bits.
    std::uint64_t next64() noexcept { return bits_.next(); }

    /// As Generator.random(): uniform in [0, 1), 53 bits.
    double uniform() noexcept { return static_cast<double>(next64() >> 11) * 0x1.0p-53; }

    /// As Generator.uniform(low, high).
    double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }

    /// As Generator.standard_normal(): 256-level ziggurat.
    double normal() noexcept
    {
        const std::uint64_t bits = next64();
        const std::size_t strip = bits & 0xff;
        const std::uint64_t distance = (bits >> 9) & kMantissa;
        const double magnitude = static_cast<double>(static_cast<std::int64_t>(distance)) * kZiggurat.scale[strip];
        const double x = (bits & 0x100) ? -magnitude : magnitude;
        return distance < kZiggurat.inner[strip] ? x : normal_at_the_edge(bits, x);
    }

    /// As Generator.integers(low, high): uniform in [low, high). Precondition: low < high.
    std::int64_t integer(std::int64_t low, std::int64_t high) noexcept;

private:
    static constexpr std::uint64_t kMantissa = 0x000fffffffffffff;

    double normal_at_the_edge(std::uint64_t bits, double x) noexcept;
    double normal_in_the_tail(bool negative) noexcept;
    std::uint32_t next32() noexcept;  // the lower, then the upper half of one next64(), as NumPy buffers them

    Pcg64<> bits_;
    std::uint32_t kept_half_ = 0;
    bool has_half_ = false;
};

}  // namespace latentjam::latent
