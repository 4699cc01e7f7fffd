// swapper's changes: which value changes sides at which step.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::pattern {

/// `length` steps; each draws a row, then a dimension, and swaps the two sources' values there. A value that is drawn
/// again goes back.
class Swaps {
public:
    struct Swap {
        int dim;
        int step;
    };

    /// Preconditions: length >= 1, dims >= 1. [setup, worker]
    Swaps(int length, int dims, std::uint64_t seed);

    /// What was drawn, step by step.
    int row(int step) const noexcept { return drawn_[static_cast<std::size_t>(step)].row; }
    int dim(int step) const noexcept { return drawn_[static_cast<std::size_t>(step)].dim; }

    /// All swaps of one row, by dimension and then by step. [audio]
    std::span<const Swap> of_row(int row) const noexcept;

private:
    struct Cell {
        int row;
        int dim;
    };
    std::vector<Cell> drawn_;
    std::vector<Swap> swaps_;
    std::vector<std::size_t> begins_;  // of each row in swaps_
};

}  // namespace latentjam::pattern
