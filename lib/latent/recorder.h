// Samples signals once per grid step into latent frames.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::latent {

/// Frame n of the grid is the sample at n x ratio + hold of every channel. Frames wait here until Pd's thread takes
/// them; NaN and infinity become 0. Instantiated for float and double.
template <typename Sample>
class Recorder {
public:
    /// `longest_run` is how many samples may pass between two calls of take(). [setup]
    void prepare(int channels, int ratio, int hold, int longest_run);

    /// `inputs` are channels() rows of `count` samples; the first one is at `position` on the grid. [audio]
    void process(const Sample* const* inputs, int count, std::int64_t position) noexcept;

    /// True when there is something to take. [audio]
    bool has_frames() const noexcept { return waiting_ > 0; }

    /// The frames since the last call, channels() values each, in order. Valid until the next process(). [setup]
    std::span<const float> take() noexcept;

    /// Frames dropped since the last call, because more than `longest_run` samples went by. [setup]
    int take_lost() noexcept;

    int channels() const noexcept { return channels_; }

private:
    int channels_ = 0;
    int ratio_ = 2048;
    int hold_ = 0;
    int capacity_ = 0;
    int waiting_ = 0;
    int lost_ = 0;
    std::vector<float> frames_;
};

extern template class Recorder<float>;
extern template class Recorder<double>;

}  // namespace latentjam::latent
