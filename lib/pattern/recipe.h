// What makes a pattern: its kind, its order, its length, its loops and its seed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/registry.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace latentjam::pattern {

/// Reverse is in time; mirror is over the dimensions; reverse-mirror is both.
enum class Order { kForward, kReverse, kMirror, kReverseMirror };

/// A pattern is a pure function of this and of its one or two sources.
struct Recipe {
    const Kind* kind = kinds().front();  ///< never null
    Order order = Order::kForward;
    int length = 0;  ///< k: frames that are read of each source, again from its top where it is shorter; 0: all of A
    int loops = 4;   ///< n of the patterns' definitions
    std::uint64_t seed = 42;

    bool operator==(const Recipe&) const = default;
};

/// "forward", "reverse", "mirror", "reverse-mirror", in the order of the enumeration. [any]
std::span<const char* const> order_words() noexcept;
std::optional<Order> order_named(std::string_view name) noexcept;
const char* name_of(Order order) noexcept;
std::string order_names();  ///< for errors: "forward, reverse, ..."

}  // namespace latentjam::pattern
