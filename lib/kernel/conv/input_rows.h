// The input of a convolution, laid out as the tiles read it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/columns.h"
#include "kernel/conv/convolution.h"

#include <cstddef>

namespace latentjam::kernel::conv {

/// Voice v, row r, tap k, frame t is at first + r * row_step + v * voice_step + k * tap_step + t. With merged voices,
/// frame v * columns.each() + t.
struct InputRows {
    const float* first = nullptr;
    std::ptrdiff_t row_step = 0, voice_step = 0, tap_step = 0;
};

/// One voice's channel of a call, activated, between its past and zeros, in `length` floats; zeros follow. Its end
/// becomes the past of the next block. [worker]
void fill_line(const Shape& shape, const Call& call, int voice, int channel, float* line, int length);

/// The input itself where it has this layout, else a copy in memory of the calling thread: activated, between its past
/// and zeros, split into the phases of a stride. The call's past becomes the end of this block. [worker]
InputRows lay_out(const PackedWeights& weights, const Call& call, const Columns& columns);

}  // namespace latentjam::kernel::conv
