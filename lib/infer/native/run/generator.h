// The random numbers of torch's generator for the CPU: the same seed, the same noise.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>

namespace latentjam::infer::native {

/// A Mersenne Twister of 32 bits, read the way torch's operators read theirs. A plain value. [worker]
class Generator {
public:
    /// Begins at a place that differs from run to run until seed() is called.
    Generator();

    void seed(std::uint64_t seed);

    std::uint32_t bits() { return static_cast<std::uint32_t>(engine_()); }
    std::uint64_t more_bits();  ///< 64 of them

    float uniform();          ///< in [0, 1), 24 bits
    double uniform_double();  ///< in [0, 1), 53 bits
    double normal();          ///< one at a time; draws a pair and keeps the second

    /// Mean 0, deviation 1. From 16 numbers on they are made in blocks of 16 and differ from as many calls of normal().
    void fill_normal(std::span<float> numbers);

private:
    std::mt19937 engine_;
    std::optional<double> kept_;
};

}  // namespace latentjam::infer::native
