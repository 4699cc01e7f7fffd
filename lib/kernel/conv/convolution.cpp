// The input is laid out once; then panel after panel, so that each weight is read once for all voices and frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/convolution.h"

#include "kernel/conv/columns.h"
#include "kernel/conv/input_rows.h"
#include "kernel/conv/scratch.h"
#include "kernel/conv/winograd.h"

#include <algorithm>
#include <array>

namespace latentjam::kernel::conv {

namespace {

using Index = std::ptrdiff_t;

constexpr int kManyColumns = 768;  // inputs of so many frames stay in L2 while weights stream past

using Sums = std::array<float, Columns::kMost * kLanes>;

// One call: its input in rows, and what its tiles compute.
struct Tiled {
    const PackedWeights& weights;
    const Call& call;
    const Instructions& instructions;
    Columns columns;
    InputRows rows;

    Tiled(const PackedWeights& w, const Call& c, const Instructions& i)
        : weights(w),
          call(c),
          instructions(i),
          columns(c.voices, w.shape().transposed ? c.frames : frames_out(w.shape(), c)),
          rows(lay_out(w, c, columns))
    {
    }

    void multiply(int panel, int tap, int taps, const Segment& part, float* sums) const
    {
        const Multiply run = weights.precision() == Precision::kHalf ? instructions.half : instructions.full;
        run({weights.panel(panel, tap), rows.first + part.voice * rows.voice_step + part.first, rows.tap_step,
             rows.row_step, taps, weights.rows(), part.count, sums});
    }
};

class Plain {
public:
    explicit Plain(const Tiled& tiled) : t_(tiled), frames_out_(frames_out(tiled.weights.shape(), tiled.call)) {}

    void run(int first_panel, int last_panel) const
    {
        const int group = std::max(1, kManyColumns / t_.columns.longest_segment());
        for (int first = 0; first < t_.columns.segments(); first += group) {
            const int last = std::min(first + group, t_.columns.segments());
            for (int panel = first_panel; panel < last_panel; ++panel)
                for (int segment = first; segment < last; ++segment) run_segment(panel, segment);
        }
    }

private:
    void run_segment(int panel, int number) const
    {
        alignas(64) Sums sums;
        const Segment part = t_.columns.segment(number);
        t_.multiply(panel, 0, t_.weights.taps(), part, sums.data());
        t_.columns.for_each_voice(part, sums.data(), [&](int voice, int frame, int count, const float* of_voice) {
            write_sums(t_.weights, t_.call, t_.instructions, frames_out_, {panel, voice, frame, count}, of_voice);
        });
    }

    const Tiled& t_;
    const int frames_out_;
};

// A lane is one phase of one output; a tap's sums belong to the stride that lies as many strides later.
class Transposed {
public:
    explicit Transposed(const Tiled& tiled) : t_(tiled), frames_out_(frames_out(tiled.weights.shape(), tiled.call))
    {
        const Call& call = tiled.call;
        if (call.overlap == nullptr) return;
        const Index size = Index{call.voices} * tiled.weights.shape().outputs * call.overlap_frames;
        float* const copy = scratch<Scratch::kOverlap>(size);
        std::copy_n(call.overlap, size, copy);
        old_overlap_ = copy;
    }

    // All segments at once: a block's end reaches into the next one.
    void run(int first_panel, int last_panel) const
    {
        for (int panel = first_panel; panel < last_panel; ++panel) run_panel(panel);
    }

private:
    void run_panel(int panel) const
    {
        const Shape& shape = t_.weights.shape();
        const int blocks_each = t_.call.frames + t_.weights.taps() - 1;
        const Index block_size = Index{blocks_each} * kLanes;
        float* const blocks = scratch<Scratch::kBlocks>(block_size * t_.call.voices);
        std::fill_n(blocks, block_size * t_.call.voices, 0.0F);
        for (int tap = 0; tap < t_.weights.taps(); ++tap)
            for (int number = 0; number < t_.columns.segments(); ++number)
                add_tap(panel, tap, number, blocks, block_size);
        for (int voice = 0; voice < t_.call.voices; ++voice)
            for (int lane = 0; lane < kLanes; ++lane) {
                const int number = panel * kLanes + lane;
                if (number / shape.stride < shape.outputs)
                    interleave(voice, number / shape.stride, number % shape.stride, blocks + voice * block_size + lane,
                               blocks_each);
            }
    }

    void add_tap(int panel, int tap, int number, float* blocks, Index block_size) const
    {
        alignas(64) Sums sums;
        const Segment part = t_.columns.segment(number);
        t_.multiply(panel, tap, 1, part, sums.data());
        t_.columns.for_each_voice(part, sums.data(), [&](int voice, int frame, int count, const float* of_voice) {
            float* to = blocks + voice * block_size + Index{frame + tap} * kLanes;
            for (int i = 0; i < count * kLanes; ++i) to[i] += of_voice[i];
        });
    }

    // One phase of one output: every stride-th value of it.
    void interleave(int voice, int output, int phase, const float* values, int count) const
    {
        const Shape& shape = t_.weights.shape();
        const Call& call = t_.call;
        const Index place = Index{voice} * shape.outputs + output;
        const float scale = t_.weights.scale(output), bias = call.bias == nullptr ? 0 : call.bias[output];
        const int whole = (call.frames - 1) * shape.stride + shape.kernel - 2 * shape.padding;
        for (int i = 0; i < count; ++i) {
            const int at = i * shape.stride + phase - shape.padding;
            if (at < 0 || at >= whole) continue;
            float value = values[Index{i} * kLanes] * scale;
            if (at < call.overlap_frames) value += old_overlap_[place * call.overlap_frames + at];
            if (at >= frames_out_) call.overlap[place * call.overlap_frames + at - frames_out_] = value;
            if (at >= frames_out_) continue;
            value += bias;
            const Index to = place * frames_out_ + at;
            call.y[to] = call.added == nullptr ? value : value + call.added[to];
        }
    }

    const Tiled& t_;
    const int frames_out_;
    const float* old_overlap_ = nullptr;
};

template <typename Convolution>
void run_panels(const Convolution& convolution, int panels, ParallelFor parallel)
{
    if (parallel.run == nullptr) return convolution.run(0, panels);
    parallel.run(
        panels, [](void* context, int first, int last) { static_cast<const Convolution*>(context)->run(first, last); },
        const_cast<Convolution*>(&convolution));
}

}  // namespace

int frames_out(const Shape& shape, const Call& call) noexcept
{
    if (shape.transposed)
        return (call.frames - 1) * shape.stride + shape.kernel - 2 * shape.padding - call.overlap_frames;
    const int before = call.past_frames + call.frames + 2 * shape.padding - (shape.kernel - 1) * shape.dilation - 1;
    return before < 0 ? 0 : before / shape.stride + 1;
}

void write_sums(const PackedWeights& weights, const Call& call, const Instructions& instructions, int frames,
                const Part& part, const float* sums) noexcept
{
    alignas(64) std::array<float, kLanes> scales{}, biases{};
    const int outputs = weights.shape().outputs;
    const int first = part.panel * kLanes, lanes = std::min(kLanes, outputs - first);
    for (int lane = 0; lane < lanes; ++lane) {
        scales[static_cast<std::size_t>(lane)] = weights.scale(first + lane);
        if (call.bias != nullptr) biases[static_cast<std::size_t>(lane)] = call.bias[first + lane];
    }
    const Index place = Index{part.voice} * outputs * frames + Index{part.frame} * call.interleave;
    instructions.write({sums, part.count, lanes, first, call.interleave, Index{frames} * call.interleave, scales.data(),
                        biases.data(), call.added == nullptr ? nullptr : call.added + place, call.y + place});
}

void convolve(const PackedWeights& weights, const Call& call, const Instructions& instructions, ParallelFor parallel)
{
    if (pays_by_four(weights, call))
        return run_panels(WinogradConvolution(weights, call, instructions), weights.panels(), parallel);
    const Tiled tiled(weights, call, instructions);
    if (weights.shape().transposed)
        run_panels(Transposed(tiled), weights.panels(), parallel);
    else
        run_panels(Plain(tiled), weights.panels(), parallel);
}

}  // namespace latentjam::kernel::conv
