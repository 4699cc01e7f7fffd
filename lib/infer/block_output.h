// From the blocks of a model to the host's samples: frames held for their ratio, silence and repeats without a click.
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

    /// The next sample rendered is the first of a block. `repeats`: of the one that was just played, since there is no
    /// other; sound then fades away within kRepeat_s, frames stay as they are.
    void begin_block(bool repeats) noexcept;

    /// `count` samples of each row, `offset` samples into the block; without a block, or not `enabled`, silence after a
    /// fade. Writes at `begin` samples into `out`'s rows.
    template <typename Sample>
    void render(const float* block, bool enabled, int offset, Sample* const* out, int begin, int count) noexcept;

    static constexpr double kRepeat_s = 0.3;  ///< how long one block may stand for those that are missing

private:
    template <typename Sample>
    void render_slowly(const float* block, bool open, int offset, Sample* const* out, int begin, int count) noexcept;
    void meet(const float* block, int offset) noexcept;

    const int rows_;
    const int frames_;
    const int ratio_;
    audio::Fade fade_;
    audio::Fade repeat_;             // of a repeated block, from open to closed
    audio::Fade seam_;               // closes after a seam: what is left of the jump in it
    std::vector<float> last_value_;  // per row: what a fade to silence, or a seam, begins with
    std::vector<float> jump_;        // per row: from the last sample before a seam to the first one after it
    bool repeats_ = false;
    bool meets_ = false;  // the next sample is the first after a seam
};

}  // namespace latentjam::infer
