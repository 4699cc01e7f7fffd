// The innermost loops: sums of sixteen outputs for a run of frames, and their way into the result, in the instructions
// this processor has.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/winograd.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace latentjam::kernel::conv {

/// Outputs of one panel of packed weights, whatever the processor.
inline constexpr int kLanes = 16;

/// sums[column][lane] = sum over taps and rows of weights[tap][row][lane] * x[tap * tap_step + row * row_step +
/// column].
struct Tiles {
    const void* weights;      ///< taps x rows x kLanes, float32 or IEEE half precision
    const float* x;           ///< no alignment needed
    std::ptrdiff_t tap_step;  ///< in floats
    std::ptrdiff_t row_step;  ///< in floats
    int taps;
    int rows;
    int columns;
    float* sums;                          ///< columns x kLanes, aligned to 64 bytes
    std::ptrdiff_t weight_step = kLanes;  ///< from row to row, in weights
};

/// y[...] = sums * scale + bias, and what is added: frame t of output o at
/// o / interleave * channel_step + t * interleave + o % interleave.
struct Outputs {
    const float* sums;  ///< frames x kLanes
    int frames;
    int lanes;         ///< at most kLanes
    int first_output;  ///< the first lane's
    int interleave;    ///< neighbouring outputs that become one channel
    std::ptrdiff_t channel_step;
    const float* scales;  ///< one a lane
    const float* biases;  ///< one a lane
    const float* added;   ///< lies as y does; or null
    float* y;
};

using Multiply = void (*)(const Tiles&) noexcept;
using Write = void (*)(const Outputs&) noexcept;

struct Instructions {
    const char* name;
    Multiply full;  ///< weights are float32
    Multiply half;  ///< weights are IEEE half precision; sums are float32
    Write write;
    WinogradLoops winograd;
};

/// What this processor can run, the fastest first; the portable code is always there, last.
std::span<const Instructions> available_instructions() noexcept;

// One per file; null where the compiler cannot make it.
const Instructions* avx512_instructions() noexcept;
const Instructions* avx2_instructions() noexcept;
const Instructions* neon_instructions() noexcept;
const Instructions* portable_instructions() noexcept;

}  // namespace latentjam::kernel::conv
