// Copies line by line: one voice's channel at a time.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/input_rows.h"

#include "kernel/conv/scratch.h"

#include <algorithm>

namespace latentjam::kernel::conv {

namespace {

using Index = std::ptrdiff_t;

int distance(const Shape& shape) { return shape.stride > 1 ? 1 : shape.dilation; }

void activate(const float* x, int count, Activation activation, float* out) noexcept
{
    if (!activation.leaky) {
        std::copy_n(x, count, out);
        return;
    }
    // Branch-free: on sound, a branch would be mispredicted every other time.
    for (int i = 0; i < count; ++i) out[i] = x[i] * (x[i] < 0 ? activation.slope : 1.0F);
}

void spread_phases(const float* line, int phases, int each, const InputRows& rows, float* row)
{
    for (int phase = 0; phase < phases; ++phase)
        for (int t = 0; t < each; ++t) row[phase * rows.row_step + t] = line[t * phases + phase];
}

void spread_taps(const float* line, int phases, int taps, int tap_distance, int each, const InputRows& rows, float* row)
{
    for (int tap = 0; tap < taps; ++tap)
        for (int phase = 0; phase < phases; ++phase)
            for (int t = 0; t < each; ++t)
                row[tap * rows.tap_step + phase * rows.row_step + t] = line[(t + tap * tap_distance) * phases + phase];
}

bool is_laid_out(const Shape& shape, const Call& call)
{
    return call.past == nullptr && (shape.transposed || shape.padding == 0) && !call.activation.leaky;
}

}  // namespace

void fill_line(const Shape& shape, const Call& call, int voice, int channel, float* line, int length)
{
    const Index place = Index{voice} * shape.inputs + channel;
    float* past = call.past == nullptr ? nullptr : call.past + place * call.past_frames;
    const int zeros = shape.transposed ? 0 : shape.padding;
    std::fill_n(line, zeros, 0.0F);
    float* at = line + zeros;
    if (past != nullptr) at = std::copy_n(past, call.past_frames, at);
    activate(call.x + place * call.frames, call.frames, call.activation, at);
    at += call.frames;
    std::fill(at, line + length, 0.0F);
    if (past != nullptr) std::copy_n(at - call.past_frames, call.past_frames, past);
}

InputRows lay_out(const PackedWeights& weights, const Call& call, const Columns& columns)
{
    const Shape& shape = weights.shape();
    const int phases = weights.phases();
    const bool is_merged = columns.are_merged();
    const bool is_straight = !is_merged && phases == 1;
    const int tap_step = shape.transposed ? 0 : distance(shape);
    if (is_straight && is_laid_out(shape, call))
        return {call.x, call.frames, Index{shape.inputs} * call.frames, tap_step};

    const int padded = shape.transposed ? call.frames : call.past_frames + call.frames + 2 * shape.padding;
    const int each = (padded + phases - 1) / phases;  // frames of a phase
    const bool has_taps = is_merged && !shape.transposed;
    InputRows rows;
    rows.row_step = is_merged ? columns.count() : Index{each} * call.voices;
    rows.voice_step = is_merged ? columns.each() : each;
    rows.tap_step = has_taps ? rows.row_step * weights.rows() : tap_step;
    const int taps = has_taps ? weights.taps() : 1;
    float* const first = scratch<Scratch::kRows>(rows.row_step * weights.rows() * taps);
    float* const line = scratch<Scratch::kLine>(Index{each} * phases);
    rows.first = first;
    for (int channel = 0; channel < shape.inputs; ++channel)
        for (int voice = 0; voice < call.voices; ++voice) {
            float* const row = first + Index{channel} * phases * rows.row_step + voice * rows.voice_step;
            fill_line(shape, call, voice, channel, is_straight ? row : line, each * phases);
            if (is_merged)
                spread_taps(line, phases, taps, distance(shape), columns.each(), rows, row);
            else if (phases > 1)
                spread_phases(line, phases, each, rows, row);
        }
    return rows;
}

}  // namespace latentjam::kernel::conv
