// What makes a pattern: its kind, its order, its length, its loops and its seed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace latentjam::pattern {

enum class Kind { kLoop, kFibo, kOrale, kBlender, kSwapper };

/// Reverse is in time; mirror is over the dimensions; reverse-mirror is both.
enum class Order { kForward, kReverse, kMirror, kReverseMirror };

/// A pattern is a pure function of this and of its one or two sources.
struct Recipe {
    Kind kind = Kind::kLoop;
    Order order = Order::kForward;
    int length = 0;  ///< k: frames that are read of each source, again from its top where it is shorter; 0: all of A
    int loops = 4;   ///< n of the patterns' definitions
    std::uint64_t seed = 42;  ///< of orale and swapper

    bool operator==(const Recipe&) const = default;
};

/// True for the patterns that need a second source. [any]
constexpr bool needs_two(Kind kind) noexcept { return kind == Kind::kBlender || kind == Kind::kSwapper; }

/// The words of messages, options and file names: "loop", "fibo", "orale", "blender", "swapper". [any]
std::optional<Kind> kind_named(std::string_view name) noexcept;
const char* name_of(Kind kind) noexcept;
std::string kind_names();  ///< for errors: "loop, fibo, ..."

/// "forward", "reverse", "mirror", "reverse-mirror". [any]
std::optional<Order> order_named(std::string_view name) noexcept;
const char* name_of(Order order) noexcept;
std::string order_names();

}  // namespace latentjam::pattern
