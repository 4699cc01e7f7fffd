// One convolution over a block of frames, with its cached past, an activation before it and a sum after it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/packed_weights.h"

namespace latentjam::kernel::conv {

/// What happens to the input on its way in: x, or x * slope where x is negative (leaky ReLU).
struct Activation {
    bool leaky = false;
    float slope = 1;
};

/// All blocks are voices x channels x frames, contiguous, frames fastest; outputs overlap no input.
struct Call {
    int voices = 1;
    int frames = 1;  ///< of x
    const float* x = nullptr;
    Activation activation;  ///< of x
    float* past = nullptr;  ///< voices x inputs x past_frames, already activated; replaced by this block's end. Or null
    int past_frames = 0;
    float* overlap =
        nullptr;             ///< transposed: voices x outputs x overlap_frames, what the last block left over. Or null
    int overlap_frames = 0;  ///< the output is shorter by these
    const float* bias = nullptr;   ///< one value an output. Or null
    const float* added = nullptr;  ///< shaped as y and added to it. Or null
    float* y = nullptr;
    int interleave = 1;  ///< so many neighbouring outputs become one channel of as many times the frames
};

/// Frames of each output of `call`, before they are interleaved; below 1 where the input is too short. [any]
int frames_out(const Shape& shape, const Call& call) noexcept;

/// Frames of one panel's outputs for one voice.
struct Part {
    int panel;
    int voice;
    int frame;  ///< the first
    int count;
};

/// Writes sums, count x kLanes, where they belong in call.y, of `frames` frames: scaled, with bias and what is added.
/// [worker]
void write_sums(const PackedWeights& weights, const Call& call, const Instructions& instructions, int frames,
                const Part& part, const float* sums) noexcept;

/// Runs body(context, first, last) over parts of 0 .. count: how a host distributes work over its threads.
struct ParallelFor {
    void (*run)(int count, void (*body)(void* context, int first, int last), void* context) = nullptr;
};

/// y = weights * [past, activation(x)] + bias + added. frames_out() must be at least 1. Works in memory of the calling
/// thread that grows to the largest call and stays; throws std::bad_alloc while it grows. [worker]
void convolve(const PackedWeights& weights, const Call& call, const Instructions& instructions,
              ParallelFor parallel = {});

}  // namespace latentjam::kernel::conv
