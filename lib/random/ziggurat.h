// The 256 strips of the ziggurat under the normal curve, as NumPy cuts them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

namespace latentjam::random {

/// Marsaglia and Tsang 2000, "The Ziggurat Method for Generating Random Variables": strip i reaches from 0 to its edge
/// x(i), and 52 random bits times `scale[i]` are uniform in it. Strip 0 is the base with the tail.
struct Ziggurat {
    static constexpr double kTail = 3.6541528853610087963519472518;  // where the tail begins: the edge of strip 255
    static constexpr double kArea = 0.0049286732339746519;           // of each strip, the tail counted with strip 0

    std::array<double, 256> scale;         // x(i) / 2^52
    std::array<double, 256> density;       // exp(-x(i)^2 / 2)
    std::array<std::uint64_t, 256> inner;  // bits below this are certainly under the curve: 2^52 x(i-1) / x(i)
};

/// Initialised before main; do not use it in static initialisers.
extern const Ziggurat kZiggurat;

}  // namespace latentjam::random
