// Input rows are laid out once; then panel after panel, so that each weight is read once for all voices and frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/convolution.h"

#include <algorithm>
#include <array>
#include <vector>

namespace latentjam::kernel::conv {

namespace {

using Index = std::ptrdiff_t;

constexpr int kMostColumns = 192;  // of one tile run: its sums stay in the first-level cache
constexpr int kShortBlock = 16;    // frames below which voices share tiles
constexpr int kManyColumns = 768;  // inputs of so many frames stay in the second-level cache while weights pass by

enum class Space { kRows, kLine, kOverlap, kBlocks, kCount };

// Memory of this thread, which grows to the largest call.
float* space(Space which, Index size)
{
    thread_local std::array<std::vector<float>, static_cast<std::size_t>(Space::kCount)> spaces;
    auto& memory = spaces[static_cast<std::size_t>(which)];
    if (memory.size() < static_cast<std::size_t>(size)) memory.resize(static_cast<std::size_t>(size));
    return memory.data();
}

void activate(const float* x, int count, Activation activation, float* out) noexcept
{
    if (!activation.leaky) {
        std::copy_n(x, count, out);
        return;
    }
    // Without a branch, which sound would make the processor guess wrong every other time.
    for (int i = 0; i < count; ++i) out[i] = x[i] * (x[i] < 0 ? activation.slope : 1.0F);
}

class Convolving {
public:
    Convolving(const PackedWeights& weights, const Call& call, const Instructions& instructions)
        : w_(weights),
          s_(weights.shape()),
          c_(call),
          multiply_(weights.precision() == Precision::kHalf ? instructions.half : instructions.full),
          write_(instructions.write),
          frames_out_(frames_out(s_, call)),
          columns_each_(s_.transposed ? call.frames : frames_out_),
          merged_(call.voices > 1 && columns_each_ < kShortBlock),
          columns_(merged_ ? call.voices * columns_each_ : columns_each_),
          segments_each_((columns_ + kMostColumns - 1) / kMostColumns),
          longest_segment_((columns_ + segments_each_ - 1) / segments_each_),
          segments_(segments_each_ * (merged_ ? 1 : call.voices))
    {
        lay_out();
    }

    void run(int first_panel, int last_panel) const
    {
        const int group = std::max(1, kManyColumns / longest_segment_);
        for (int first = 0; first < segments_; first += group) {
            const int last = std::min(first + group, segments_);
            for (int panel = first_panel; panel < last_panel; ++panel) {
                if (s_.transposed)
                    transposed_panel(panel);
                else
                    for (int segment = first; segment < last; ++segment) plain_segment(panel, segment);
            }
            if (s_.transposed) break;  // a block's end reaches into the next segment: all of them at once
        }
    }

private:
    // ---- the input as rows: of voice v, row r, tap k, frame t at rows_ + r * row_step_ + v * voice_step_ +
    //      k * tap_step_ + t. With merged voices, frame v * columns_each_ + t.

    int distance() const { return s_.stride > 1 ? 1 : s_.dilation; }

    void lay_out()
    {
        const int phases = w_.phases();
        if (!s_.transposed) tap_step_ = distance();
        if (!merged_ && phases == 1 && c_.past == nullptr && (s_.transposed || s_.padding == 0) &&
            !c_.activation.leaky) {
            rows_ = c_.x;  // they lie there as they should
            row_step_ = c_.frames;
            voice_step_ = Index{s_.inputs} * c_.frames;
        } else {
            const int padded = s_.transposed ? c_.frames : c_.past_frames + c_.frames + 2 * s_.padding;
            const int each = (padded + phases - 1) / phases;  // frames of a phase
            row_step_ = merged_ ? columns_ : Index{each} * c_.voices;
            voice_step_ = merged_ ? columns_each_ : each;
            const int taps = merged_ && !s_.transposed ? w_.taps() : 1;
            if (merged_ && !s_.transposed) tap_step_ = row_step_ * w_.rows();
            float* rows = space(Space::kRows, row_step_ * w_.rows() * taps);
            float* line = space(Space::kLine, Index{each} * phases);
            rows_ = rows;
            for (int channel = 0; channel < s_.inputs; ++channel)
                for (int voice = 0; voice < c_.voices; ++voice) {
                    float* row = rows + Index{channel} * phases * row_step_ + voice * voice_step_;
                    const bool straight = !merged_ && phases == 1;
                    fill_line(voice, channel, straight ? row : line, each * phases);
                    if (merged_)
                        spread_taps(line, taps, row);
                    else if (phases > 1)
                        spread_phases(line, each, row);
                }
        }
        if (c_.overlap == nullptr) return;
        const Index size = Index{c_.voices} * s_.outputs * c_.overlap_frames;
        old_overlap_ = space(Space::kOverlap, size);
        std::copy_n(c_.overlap, size, space(Space::kOverlap, size));
    }

    // One voice's channel between its past and zeros; its end becomes the past of the next block.
    void fill_line(int voice, int channel, float* line, int length) const
    {
        const Index place = Index{voice} * s_.inputs + channel;
        float* past = c_.past == nullptr ? nullptr : c_.past + place * c_.past_frames;
        const int zeros = s_.transposed ? 0 : s_.padding;
        std::fill_n(line, zeros, 0.0F);
        float* at = line + zeros;
        if (past != nullptr) at = std::copy_n(past, c_.past_frames, at);
        activate(c_.x + place * c_.frames, c_.frames, c_.activation, at);
        at += c_.frames;
        std::fill(at, line + length, 0.0F);
        if (past != nullptr) std::copy_n(at - c_.past_frames, c_.past_frames, past);
    }

    void spread_phases(const float* line, int each, float* row) const
    {
        const int phases = w_.phases();
        for (int phase = 0; phase < phases; ++phase)
            for (int t = 0; t < each; ++t) row[phase * row_step_ + t] = line[t * phases + phase];
    }

    void spread_taps(const float* line, int taps, float* row) const
    {
        const int phases = w_.phases();
        for (int tap = 0; tap < taps; ++tap)
            for (int phase = 0; phase < phases; ++phase)
                for (int t = 0; t < columns_each_; ++t)
                    row[tap * tap_step_ + phase * row_step_ + t] = line[(t + tap * distance()) * phases + phase];
    }

    // ---- sums ------------------------------------------------------------------------------------------------

    struct Segment {
        int voice;  // the first of them
        int first;  // column
        int count;
    };

    // What one tile run computes: frames of one voice, or of all that are merged.
    Segment segment(int number) const
    {
        const int first = number % segments_each_ * longest_segment_;
        return {number / segments_each_, first, std::max(0, std::min(longest_segment_, columns_ - first))};
    }

    void multiply(int panel, int tap, int taps, const Segment& segment, float* sums) const
    {
        multiply_({w_.panel(panel, tap), rows_ + segment.voice * voice_step_ + segment.first, tap_step_, row_step_,
                   taps, w_.rows(), segment.count, sums});
    }

    // visit(voice, first frame, frames, sums) for the voices in a segment.
    template <typename Visit>
    void for_each_voice(const Segment& segment, const float* sums, Visit&& visit) const
    {
        for (int column = segment.first; column < segment.first + segment.count;) {
            const int voice = merged_ ? column / columns_each_ : segment.voice;
            const int frame = merged_ ? column % columns_each_ : column;
            const int run = std::min(columns_each_ - frame, segment.first + segment.count - column);
            visit(voice, frame, run, sums + Index{column - segment.first} * kLanes);
            column += run;
        }
    }

    void plain_segment(int panel, int number) const
    {
        alignas(64) std::array<float, kMostColumns * kLanes> sums;
        const Segment part = segment(number);
        multiply(panel, 0, w_.taps(), part, sums.data());
        alignas(64) std::array<float, kLanes> scales{}, biases{};
        const int first = panel * kLanes, lanes = std::min(kLanes, s_.outputs - first);
        for (int lane = 0; lane < lanes; ++lane) {
            scales[static_cast<std::size_t>(lane)] = w_.scale(first + lane);
            if (c_.bias != nullptr) biases[static_cast<std::size_t>(lane)] = c_.bias[first + lane];
        }
        for_each_voice(part, sums.data(), [&](int voice, int frame, int count, const float* of_voice) {
            const Index place = (Index{voice} * s_.outputs * frames_out_) + Index{frame} * c_.interleave;
            write_({of_voice, count, lanes, first, c_.interleave, Index{frames_out_} * c_.interleave, scales.data(),
                    biases.data(), c_.added == nullptr ? nullptr : c_.added + place, c_.y + place});
        });
    }

    // A lane is one phase of one output; a tap's sums belong to the stride that lies as many strides later.
    void transposed_panel(int panel) const
    {
        alignas(64) std::array<float, kMostColumns * kLanes> sums;
        const int blocks_each = c_.frames + w_.taps() - 1;
        const Index block_size = Index{blocks_each} * kLanes;
        float* blocks = space(Space::kBlocks, block_size * c_.voices);
        std::fill_n(blocks, block_size * c_.voices, 0.0F);
        for (int tap = 0; tap < w_.taps(); ++tap)
            for (int number = 0; number < segments_; ++number) {
                const Segment part = segment(number);
                multiply(panel, tap, 1, part, sums.data());
                for_each_voice(part, sums.data(), [&](int voice, int frame, int count, const float* of_voice) {
                    float* to = blocks + voice * block_size + Index{frame + tap} * kLanes;
                    for (int i = 0; i < count * kLanes; ++i) to[i] += of_voice[i];
                });
            }
        for (int voice = 0; voice < c_.voices; ++voice)
            for (int lane = 0; lane < kLanes; ++lane) {
                const int number = panel * kLanes + lane;
                if (number / s_.stride < s_.outputs)
                    interleave(voice, number / s_.stride, number % s_.stride, blocks + voice * block_size + lane,
                               blocks_each);
            }
    }

    // One phase of one output: every stride-th value of it.
    void interleave(int voice, int output, int phase, const float* values, int count) const
    {
        const Index place = Index{voice} * s_.outputs + output;
        const float scale = w_.scale(output), bias = c_.bias == nullptr ? 0 : c_.bias[output];
        const int whole = (c_.frames - 1) * s_.stride + s_.kernel - 2 * s_.padding;
        for (int i = 0; i < count; ++i) {
            const int at = i * s_.stride + phase - s_.padding;
            if (at < 0 || at >= whole) continue;
            float value = values[Index{i} * kLanes] * scale;
            if (at < c_.overlap_frames) value += old_overlap_[place * c_.overlap_frames + at];
            if (at >= frames_out_) c_.overlap[place * c_.overlap_frames + at - frames_out_] = value;
            if (at >= frames_out_) continue;
            value += bias;
            const Index to = place * frames_out_ + at;
            c_.y[to] = c_.added == nullptr ? value : value + c_.added[to];
        }
    }

    const PackedWeights& w_;
    const Shape& s_;
    const Call& c_;
    const Multiply multiply_;
    const Write write_;
    const int frames_out_;
    const int columns_each_;  // that a tile computes for each voice
    const bool merged_;       // voices lie side by side in the rows
    const int columns_;       // that follow one another
    const int segments_each_;
    const int longest_segment_;
    const int segments_;
    const float* rows_ = nullptr;
    const float* old_overlap_ = nullptr;
    Index row_step_ = 0, voice_step_ = 0, tap_step_ = 0;
};

}  // namespace

int frames_out(const Shape& shape, const Call& call) noexcept
{
    if (shape.transposed)
        return (call.frames - 1) * shape.stride + shape.kernel - 2 * shape.padding - call.overlap_frames;
    const int before = call.past_frames + call.frames + 2 * shape.padding - (shape.kernel - 1) * shape.dilation - 1;
    return before < 0 ? 0 : before / shape.stride + 1;
}

void convolve(const PackedWeights& weights, const Call& call, const Instructions& instructions, Spread spread)
{
    const Convolving convolving(weights, call, instructions);
    if (spread.run == nullptr) return convolving.run(0, weights.panels());
    spread.run(
        weights.panels(),
        [](void* context, int first, int last) { static_cast<const Convolving*>(context)->run(first, last); },
        const_cast<Convolving*>(&convolving));
}

}  // namespace latentjam::kernel::conv
