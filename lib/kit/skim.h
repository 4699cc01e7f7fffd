// A delay of whole samples within a frame: which sample of it a model hears (skimjim).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::kit {

/// Each channel k samples later. A new k is heard at once, without a fade: what is delayed are latents.
class Skim {
public:
    static constexpr int kLongest = 1 << 20;

    /// `longest` is the greatest k, `block` the most samples of one call. [setup]
    void prepare(int channels, int longest, int block)
    {
        size_ = std::bit_ceil(static_cast<std::size_t>(longest + block));
        past_.assign(static_cast<std::size_t>(channels) * size_, 0.0);
        written_ = 0;
    }

    /// Precondition: 0 <= samples <= longest. [audio]
    void set_delay(int samples) noexcept { delay_ = static_cast<std::size_t>(samples); }

    /// `out` may be `in`. [audio]
    template <typename Sample>
    void process(std::span<const Sample* const> in, std::span<Sample* const> out, int count) noexcept
    {
        const std::size_t channels = std::min({in.size(), out.size(), size_ > 0 ? past_.size() / size_ : 0});
        for (std::size_t channel = 0; channel < channels; ++channel) {
            double* const past = past_.data() + channel * size_;
            for (int i = 0; i < count; ++i) {
                const std::size_t here = (written_ + static_cast<std::size_t>(i)) & (size_ - 1);
                past[here] = static_cast<double>(in[channel][i]);
                out[channel][i] = static_cast<Sample>(past[(here + size_ - delay_) & (size_ - 1)]);
            }
        }
        written_ = (written_ + static_cast<std::size_t>(count)) & (size_ - 1);
    }

private:
    std::vector<double> past_;
    std::size_t size_ = 0;
    std::size_t written_ = 0;
    std::size_t delay_ = 0;
};

}  // namespace latentjam::kit
