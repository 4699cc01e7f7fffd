// A few segments of the input stay in the second cache while all panels of weights go over them.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/winograd.h"

#include "kernel/conv/convolution.h"
#include "kernel/conv/input_rows.h"
#include "kernel/conv/scratch.h"

#include <algorithm>
#include <array>

namespace latentjam::kernel::conv {

namespace {

using Index = std::ptrdiff_t;

constexpr int kColumns = 48;                            // of a segment: their products stay in the first cache
constexpr Index kCached = Index{160} << 10U;            // floats of the input, in the second cache beside the weights
constexpr int kFewestFrames = 64, kFewestInputs = 128;  // fewer save little, and few sums hide little rounding

int ceil_divide(int a, int b) { return (a + b - 1) / b; }

Index segment_size(int rows) { return Index{kWinogradProducts} * rows * kColumns; }

}  // namespace

bool pays_by_four(const PackedWeights& weights, const Call& call) noexcept
{
    const Shape& shape = weights.shape();
    return !shape.transposed && shape.kernel == 3 && shape.stride == 1 && shape.dilation == 1 &&
           shape.inputs >= kFewestInputs && shape.outputs >= kLanes && frames_out(shape, call) >= kFewestFrames;
}

WinogradConvolution::WinogradConvolution(const PackedWeights& weights, const Call& call,
                                         const Instructions& instructions)
    : weights_(weights),
      call_(call),
      instructions_(instructions),
      frames_out_(frames_out(weights.shape(), call)),
      columns_(ceil_divide(frames_out_, kWinogradOutputs)),
      segments_(ceil_divide(columns_, kColumns))
{
    lay_out();
}

void WinogradConvolution::lay_out()
{
    const int rows = weights_.rows();
    const int padded = segments_ * kColumns;
    const Index step = padded + 2 * kLanes;  // a column reads the next one's first frames
    const int length = static_cast<int>(step) * kWinogradOutputs;
    input_ = scratch<Scratch::kRows>(segment_size(rows) * segments_ * call_.voices);
    float* const line = scratch<Scratch::kLine>(2 * Index{length});
    float* const phases = line + length;
    for (int channel = 0; channel < rows; ++channel)
        for (int voice = 0; voice < call_.voices; ++voice) {
            fill_line(weights_.shape(), call_, voice, channel, line, length);
            for (Index t = 0; t < step; ++t)
                for (Index phase = 0; phase < kWinogradOutputs; ++phase)
                    phases[phase * step + t] = line[t * kWinogradOutputs + phase];
            for (int segment = 0; segment < segments_; ++segment) {
                const int columns = std::min(kColumns, columns_ - segment * kColumns);
                instructions_.winograd.input(
                    phases + Index{segment} * kColumns, step, ceil_divide(columns, kLanes) * kLanes,
                    input_ + (Index{voice} * segments_ + segment) * segment_size(rows) + Index{channel} * kColumns,
                    Index{rows} * kColumns);
            }
        }
}

void WinogradConvolution::run(int first_panel, int last_panel) const
{
    const int rows = weights_.rows();
    const int all = segments_ * call_.voices;
    const int group = std::max(1, static_cast<int>(kCached / segment_size(rows)));
    float* const transformed = scratch<Scratch::kBlocks>(Index{kWinogradProducts} * rows * kLanes);
    const Index tap_step = Index{rows} * kLanes;
    for (int first = 0; first < all; first += group)
        for (int panel = first_panel; panel < last_panel; ++panel) {
            const void* const taps = weights_.panel(panel, 0);
            if (weights_.precision() == Precision::kHalf)
                instructions_.winograd.half(static_cast<const std::uint16_t*>(taps), tap_step, rows, transformed);
            else
                instructions_.winograd.full(static_cast<const float*>(taps), tap_step, rows, transformed);
            for (int segment = first; segment < std::min(first + group, all); ++segment)
                run_columns(panel, transformed, segment / segments_, segment % segments_ * kColumns);
        }
}

void WinogradConvolution::run_columns(int panel, const float* weights, int voice, int first_column) const
{
    constexpr Index kStep = Index{kColumns} * kLanes;
    alignas(64) std::array<float, kWinogradProducts * kStep> products;
    alignas(64) std::array<float, kWinogradOutputs * kStep> sums;
    const int rows = weights_.rows(), columns = std::min(kColumns, columns_ - first_column);
    const float* const input = input_ + (Index{voice} * segments_ + first_column / kColumns) * segment_size(rows);
    for (Index product = 0; product < kWinogradProducts; ++product)
        instructions_.full({weights + product * rows * kLanes, input + product * rows * kColumns, 0, kColumns, 1, rows,
                            columns, products.data() + product * kStep});
    instructions_.winograd.sums(products.data(), kStep, columns, sums.data());
    const int frame = first_column * kWinogradOutputs;
    write_sums(weights_, call_, instructions_, frames_out_,
               {panel, voice, frame, std::min(columns * kWinogradOutputs, frames_out_ - frame)}, sums.data());
}

}  // namespace latentjam::kernel::conv
