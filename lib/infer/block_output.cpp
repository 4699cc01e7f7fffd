// SPDX-License-Identifier: BSD-3-Clause
#include "infer/block_output.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace latentjam::infer {

namespace {

constexpr double kFade_s = 0.005;

/// Each frame for `ratio` samples, beginning `offset` samples into them; without a division per sample.
template <typename Sample>
void hold(const float* frames, int offset, int ratio, Sample* out, int count)
{
    if (ratio == 1) {
        for (int i = 0; i < count; ++i) out[i] = static_cast<Sample>(frames[offset + i]);
        return;
    }
    for (int i = 0; i < count;) {
        const int frame = (offset + i) / ratio;
        const int end = std::min(count, (frame + 1) * ratio - offset);
        std::fill(out + i, out + end, static_cast<Sample>(frames[frame]));
        i = end;
    }
}

}  // namespace

BlockOutput::BlockOutput(int rows, int frames, int ratio)
    : rows_(rows),
      frames_(frames),
      ratio_(ratio),
      last_value_(static_cast<std::size_t>(rows), 0.0f),
      jump_(static_cast<std::size_t>(rows), 0.0f)
{
}

void BlockOutput::prepare(double sample_rate)
{
    fade_.prepare(kFade_s * sample_rate);
    seam_.prepare(kFade_s * sample_rate);
    repeat_.prepare(kRepeat_s * sample_rate);
    repeat_.open_at_once();
}

void BlockOutput::begin_block(bool repeats) noexcept
{
    const bool seam = repeats || repeats_;
    repeats_ = repeats;
    if (!seam) return;
    meets_ = ratio_ == 1;
    if (repeats) return;
    if (repeat_.is_closed()) {  // nothing sounded any more: a beginning, not a seam
        fade_.close_at_once();
        meets_ = false;
    }
    repeat_.open_at_once();
}

/// Where one block is followed by another that does not go on from it, the jump between them dies away slowly.
void BlockOutput::meet(const float* block, int offset) noexcept
{
    const float gain = repeats_ ? repeat_.gain() : 1.0f;
    for (int row = 0; row < rows_; ++row) {
        const auto index = static_cast<std::size_t>(row);
        jump_[index] = last_value_[index] -
                       gain * block[index * static_cast<std::size_t>(frames_) + static_cast<std::size_t>(offset)];
    }
    seam_.open_at_once();
}

template <typename Sample>
void BlockOutput::render_slowly(const float* block, bool open, int offset, Sample* const* out, int begin,
                                int count) noexcept
{
    const std::array before{fade_, repeat_, seam_};
    for (int row = 0; row < rows_; ++row) {
        const auto index = static_cast<std::size_t>(row);
        const float* frames = block ? block + index * static_cast<std::size_t>(frames_) : nullptr;
        auto [fade, repeat, seam] = before;
        float value = last_value_[index];
        for (int i = 0; i < count; ++i) {
            if (frames && ratio_ == 1)
                value = frames[offset + i] * (repeats_ ? repeat.next(false) : 1.0f) + jump_[index] * seam.next(false);
            else if (frames)
                value = frames[repeats_ ? frames_ - 1 : (offset + i) / ratio_];
            out[row][begin + i] = static_cast<Sample>(value * fade.next(open));
        }
        last_value_[index] = value;
        if (row + 1 < rows_) continue;
        fade_ = fade;
        repeat_ = repeat;
        seam_ = seam;
    }
}

template <typename Sample>
void BlockOutput::render(const float* block, bool enabled, int offset, Sample* const* out, int begin,
                         int count) noexcept
{
    const bool open = block && enabled;
    if (block && meets_) {
        meet(block, offset);
        meets_ = false;
    }
    const bool plain = !repeats_ && seam_.is_closed();
    if (!(open && fade_.is_open() && plain) && !(!open && fade_.is_closed()))
        return render_slowly(block, open, offset, out, begin, count);
    for (int row = 0; row < rows_; ++row) {
        Sample* samples = out[row] + begin;
        const auto index = static_cast<std::size_t>(row);
        const float* frames = block ? block + index * static_cast<std::size_t>(frames_) : nullptr;
        if (open)
            hold(frames, offset, ratio_, samples, count);
        else
            std::fill(samples, samples + count, Sample{0});
        if (frames) last_value_[index] = frames[(offset + count - 1) / ratio_];
    }
}

template void BlockOutput::render(const float*, bool, int, float* const*, int, int) noexcept;
template void BlockOutput::render(const float*, bool, int, double* const*, int, int) noexcept;

}  // namespace latentjam::infer
