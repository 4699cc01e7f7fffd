// orale's changes: what is added to the source in each of the 64 loops of a turn.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::pattern {

/// Three row vectors u, uniform within -spread to spread of each dimension. Written in base 4, the number of a loop has
/// three digits: the lowest is 3 in every fourth loop, which is A - u1; the next is 3 in every fourth four, + u2; the
/// highest in the last sixteen, - u3.
class Offsets {
public:
    /// Draws u1, u2 and u3, each dimension by dimension, from Random(seed). [setup, worker]
    Offsets(std::span<const double> spread, std::uint64_t seed);

    static constexpr int kLoops = 64;

    /// [audio]
    double at(std::int64_t loop, int dim) const noexcept;

private:
    std::size_t dims_;
    std::vector<double> sums_;  // eight rows: whether u1, u2 and u3 count, as bits
};

/// Population standard deviation of each dimension over the first `length` rows, from the top again where there are
/// fewer. [setup, worker]
std::vector<double> spread_of(const latent::Sequence& source, int length);

}  // namespace latentjam::pattern
