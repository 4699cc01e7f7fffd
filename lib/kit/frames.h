// What an instrument plays: on the grid one value for each frame, or else the signal itself.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace latentjam::kit {

inline constexpr int kUsualRatio = 2048;  ///< samples of a latent frame in RAVE and vschaos2

/// Walks through blocks and asks an instrument for values. An instrument has
///   void read(std::span<const double> input, std::span<double> values)   the values at this sample; once for each
///   frame
///                                                                        on the grid
///   void advance(int samples)                                            time goes on
///   void enter(int frame_samples)   if it has it: what was asked for since may begin now. On the grid that is when a
///                                   frame begins; without it, with each block, and then frame_samples is 0
/// and knows nothing of blocks, so that what it plays is the same in blocks of any size.
class Frames {
public:
    /// `inputs`: how many the instrument reads; 0: as many as channels. [setup]
    void prepare(int channels, int inputs = 0)
    {
        values_.assign(static_cast<std::size_t>(channels), 0.0);
        input_.assign(static_cast<std::size_t>(inputs > 0 ? inputs : channels), 0.0);
        frame_ = kNever;
    }

    void set_ratio(int samples) noexcept { ratio_ = samples, frame_ = kNever; }
    void set_on_grid(bool on) noexcept { on_grid_ = on, frame_ = kNever; }
    int ratio() const noexcept { return ratio_; }
    bool is_on_grid() const noexcept { return on_grid_; }

    /// `position` is that of the first sample on the grid that all objects share. Inputs that are fewer than
    /// it reads begin again with the first; without any they are 0. An output may be an input's own memory. [audio]
    template <typename Instrument, typename Sample>
    void process(Instrument& instrument, std::span<const Sample* const> in, std::span<Sample* const> out, int count,
                 std::int64_t position) noexcept
    {
        const std::size_t known = std::min(out.size(), values_.size());
        if (!on_grid_) enter(instrument, 0);
        for (int done = 0; done < count;) {
            const std::int64_t here = position + done;
            const std::int64_t frame = here / ratio_ - (here % ratio_ < 0 ? 1 : 0);
            if (!on_grid_ || frame != frame_) {
                for (std::size_t i = 0; i < input_.size(); ++i)
                    input_[i] = in.empty() ? 0.0 : static_cast<double>(in[i % in.size()][done]);
                if (on_grid_) enter(instrument, ratio_);
                instrument.read(input_, values_);
                frame_ = frame;
            }
            const int length =
                on_grid_ ? static_cast<int>(std::min<std::int64_t>(count - done, (frame + 1) * ratio_ - here)) : 1;
            for (std::size_t i = 0; i < out.size(); ++i) {
                const auto value = static_cast<Sample>(i < known ? values_[i] : 0.0);
                std::fill(out[i] + done, out[i] + done + length, value);
            }
            instrument.advance(length);
            done += length;
        }
    }

private:
    template <typename Instrument>
    static void enter(Instrument& instrument, int frame_samples) noexcept
    {
        if constexpr (requires { instrument.enter(frame_samples); }) instrument.enter(frame_samples);
    }

    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

    std::vector<double> values_;
    std::vector<double> input_;
    std::int64_t frame_ = kNever;
    int ratio_ = kUsualRatio;
    bool on_grid_ = true;
};

}  // namespace latentjam::kit
