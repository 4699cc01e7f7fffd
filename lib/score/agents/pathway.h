// A cycle of latents in up to five transpositions: what an agent walks along.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <span>
#include <vector>

namespace latentjam::score::agents {

inline constexpr int kRegisters = 5;  ///< transpositions of -7, -5, 0, 5 and 7 semitones

/// Never changes. [any]
class Pathway {
public:
    /// No file: a slow circle in the first two latents of `dims`. [setup]
    explicit Pathway(int dims = 0);

    /// Five transpositions after each other, each as long as the others; a number of frames that five does not divide
    /// is one transposition. [setup]
    explicit Pathway(latent::Sequence sequence);

    int dims() const noexcept { return path_.dims(); }
    int frames() const noexcept { return frames_; }

    /// At a place of the cycle, from 0 to 1, and a register from -2 to 2, between them by straight lines.
    void at(double place, double height, std::span<float> out) const noexcept;

    /// The mean of the cycle at a register.
    void middle(double height, std::span<float> out) const noexcept;

    float mean(int dim) const noexcept { return means_[static_cast<std::size_t>(kRegisters / 2 * dims() + dim)]; }
    float deviation(int dim) const noexcept { return deviations_[static_cast<std::size_t>(dim)]; }

    /// The dim that moves most, second most...
    int dim_by_movement(int rank) const noexcept { return by_movement_[static_cast<std::size_t>(rank)]; }

private:
    void measure();

    latent::Sequence path_;
    int frames_ = 0;
    int registers_ = 1;
    std::vector<float> means_;  ///< kRegisters x dims
    std::vector<float> deviations_;
    std::vector<int> by_movement_;
};

}  // namespace latentjam::score::agents
