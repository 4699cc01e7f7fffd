// SPDX-License-Identifier: BSD-3-Clause
#include "infer/block_output.h"

#include <algorithm>
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
    : rows_(rows), frames_(frames), ratio_(ratio), last_value_(static_cast<std::size_t>(rows), 0.0f)
{
}

void BlockOutput::prepare(double sample_rate) { fade_.prepare(kFade_s * sample_rate); }

template <typename Sample>
void BlockOutput::render(const float* block, bool enabled, int offset, Sample* const* out, int begin,
                         int count) noexcept
{
    const bool open = block && enabled;
    audio::Fade fade = fade_;
    for (int row = 0; row < rows_; ++row) {
        Sample* samples = out[row] + begin;
        const auto index = static_cast<std::size_t>(row);
        const float* frames = block ? block + index * static_cast<std::size_t>(frames_) : nullptr;
        fade = fade_;
        if (open && fade.is_open()) {
            hold(frames, offset, ratio_, samples, count);
        } else if (!open && fade.is_closed()) {
            std::fill(samples, samples + count, Sample{0});
        } else {
            for (int i = 0; i < count; ++i) {
                const float value = frames ? frames[(offset + i) / ratio_] : last_value_[index];
                samples[i] = static_cast<Sample>(value * fade.next(open));
            }
        }
        if (frames) last_value_[index] = frames[(offset + count - 1) / ratio_];
    }
    fade_ = fade;
}

template void BlockOutput::render(const float*, bool, int, float* const*, int, int) noexcept;
template void BlockOutput::render(const float*, bool, int, double* const*, int, int) noexcept;

}  // namespace latentjam::infer
