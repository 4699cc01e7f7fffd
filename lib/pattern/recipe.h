// What makes a pattern: its kind, its order, its loops and its seed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace latentjam::pattern {

enum class Kind { kLoop, kFibo, kOrale, kBlender, kSwapper };

/// Reverse is in time; mirror is over the dimensions; reverse-mirror is both.
enum class Order { kForward, kReverse, kMirror, kReverseMirror };

/// A pattern is a pure function of this and of its one or two sources. `loops` is n of the patterns' definitions.
struct Recipe {
    Kind kind = Kind::kLoop;
    Order order = Order::kForward;
    int loops = 4;
    std::uint64_t seed = 42;

    bool operator==(const Recipe&) const = default;
};

}  // namespace latentjam::pattern
