// The library's random stream: the same numbers as NumPy's default_rng(seed), bit for bit.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/pcg64.h"
#include "random/ziggurat.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace latentjam::random {

/// PCG64, seeded through NumPy's SeedSequence, with NumPy's conversions from bits to numbers. A plain value: a copy
/// continues from the same place. No method allocates. [any]
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
        const Throw thrown(bits);
        return thrown.is_inside ? thrown.x : normal_at_the_edge(bits, thrown.x);
    }

    /// normal() for each, at twice the speed.
    void fill_normal(std::span<double> values) noexcept;

    /// As Generator.integers(low, high): uniform in [low, high). Precondition: low < high.
    std::int64_t integer(std::int64_t low, std::int64_t high) noexcept;

private:
    /// 64 bits as a point of the ziggurat: 8 choose the strip, 1 the sign, 52 the position in it.
    struct Throw {
        explicit Throw(std::uint64_t bits) noexcept
        {
            const std::size_t strip = bits & 0xff;
            const std::uint64_t place = (bits >> 9) & 0x000fffffffffffff;
            const double magnitude = static_cast<double>(static_cast<std::int64_t>(place)) * kZiggurat.scale[strip];
            const std::uint64_t sign = (bits & 0x100) << 55;
            x = std::bit_cast<double>(std::bit_cast<std::uint64_t>(magnitude) | sign);  // no branch to mispredict
            is_inside = place < kZiggurat.inner[strip];
        }

        double x;
        bool is_inside;  // accepted without further test: 99.3 % of all draws
    };

    double normal_at_the_edge(std::uint64_t bits, double x) noexcept;
    std::uint32_t next32() noexcept;  // the lower, then the upper half of one next64(), as NumPy buffers them

    Pcg64<> bits_;
    std::uint32_t kept_half_ = 0;
    bool has_half_ = false;
};

}  // namespace latentjam::random
