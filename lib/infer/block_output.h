// From the blocks of a model to the host's samples: frames held for their ratio, silence faded in and out.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/fade.h"

#include <vector>

namespace latentjam::infer {

/// All of it [audio] but the constructor and prepare().
class BlockOutput {
public:
    /// Blocks of `rows` rows of `frames` frames, each for `ratio` samples.
    BlockOutput(int rows, int frames, int ratio);

    /// [setup]
    void prepare(double sample_rate);

    /// Plays from the next sample on at full level, without a fade.
    void open_at_once() noexcept { fade_.open_at_once(); }
    void close_at_once() noexcept { fade_.close_at_once(); }

    /// `count` samples of each row, `offset` samples into the block; without a block, or not `enabled`, silence after a
    /// fade. Writes at `begin` samples into `out`'s rows.
    template <typename Sample>
    void render(const float* block, bool enabled, int offset, Sample* const* out, int begin, int count) noexcept;

private:
    const int rows_;
    const int frames_;
    const int ratio_;
    audio::Fade fade_;
    std::vector<float> last_value_;  // per row: what a fade to silence begins with
};

}  // namespace latentjam::infer
