// Bends of what a layer gives, block by block: gains, offsets, noise, channels left out, oscillations.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "bend/word.h"
#include "random/random.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace latentjam::bend {

/// A number that moves while a model plays: written by the host once a block, read by the layers.
using Control = std::atomic<float>;

/// A number, or the control `@name`.
struct Amount {
    double number = 0;
    std::string name;  ///< "" for a plain number
    std::shared_ptr<const Control> control;

    /// What is not finite counts as 0. [worker]
    double now() const noexcept;
};

/// In words: gain <channels> <g> | offset <channels> <o> | noise <std> [<seed>] | ablate <channels>... |
/// fraction <u> ablate|invert|flip [<seed>] | oscillate <Hz> <depth> [<fraction>]. Channels: all, 3, or 2-5.
struct Activation {
    enum class Kind { kGain, kOffset, kNoise, kAblate, kFraction, kOscillate };
    enum class Change { kAblate, kInvert, kFlip };

    Kind kind = Kind::kGain;
    std::vector<std::pair<int, int>> channels;  ///< first and last; empty: all
    std::array<Amount, 3> amounts{};            ///< in the order of the words
    Change change = Change::kAblate;
    std::uint64_t seed = 42;

    /// The names of its controls. [any]
    std::vector<std::string> controls() const;
};

/// The error names the operation and how it is written. [any]
Result<Activation> read_activation(std::span<const Word> words);

/// Where one activation bend is in its noise and its oscillation: each instance has its own.
struct ActivationState {
    explicit ActivationState(std::uint64_t seed) : random(seed) {}
    random::Random random;
    double phase = 0;  // 0..1
};

/// voices x channels x frames, contiguous, that last `seconds`.
struct ActivationBlock {
    float* data = nullptr;
    int voices = 1;
    int channels = 1;
    int frames = 1;
    double seconds = 0;
};

/// Does not allocate. [worker]
void apply(const Activation& activation, ActivationState& state, const ActivationBlock& block) noexcept;

}  // namespace latentjam::bend
