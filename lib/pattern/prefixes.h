// fibo's loops: the first 1, 2, 3, 5, 8, ... frames of the source.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace latentjam::pattern {

/// The Fibonacci numbers up to `length`, one loop each, and where each begins in a turn through all of them.
class Prefixes {
public:
    /// Precondition: length >= 1. [setup, worker]
    explicit Prefixes(int length);

    std::int64_t loops() const noexcept { return static_cast<std::int64_t>(begins_.size()) - 1; }

    /// Frames of a turn: 142 for a length of 55.
    std::int64_t frames() const noexcept { return begins_.back(); }

    /// The first frame of a loop, or of what comes after the last one. [audio]
    std::int64_t begin(std::int64_t loop) const noexcept { return begins_[static_cast<std::size_t>(loop)]; }

    /// The loop that a frame of the turn lies in. [audio]
    std::int64_t loop_at(std::int64_t frame) const noexcept;

private:
    std::vector<std::int64_t> begins_;
};

}  // namespace latentjam::pattern
