// Samples signals once per grid step into latent frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/recorder.h"

#include <cmath>
#include <utility>

namespace latentjam::latent {

template <typename Sample>
void Recorder<Sample>::prepare(int channels, int ratio, int hold, int longest_run)
{
    channels_ = channels;
    ratio_ = ratio;
    hold_ = hold;
    capacity_ = longest_run / ratio + 2;
    waiting_ = 0;
    lost_ = 0;
    frames_.assign(static_cast<std::size_t>(capacity_) * static_cast<std::size_t>(channels), 0.0F);
}

template <typename Sample>
void Recorder<Sample>::process(const Sample* const* inputs, int count, std::int64_t position) noexcept
{
    const auto behind = static_cast<int>(((position - hold_) % ratio_ + ratio_) % ratio_);
    for (int at = behind == 0 ? 0 : ratio_ - behind; at < count; at += ratio_) {
        if (waiting_ == capacity_) {
            ++lost_;
            continue;
        }
        float* frame = frames_.data() + static_cast<std::ptrdiff_t>(waiting_) * channels_;
        for (int channel = 0; channel < channels_; ++channel) {
            const Sample value = inputs[channel][at];
            frame[channel] = std::isfinite(value) ? static_cast<float>(value) : 0.0F;
        }
        ++waiting_;
    }
}

template <typename Sample>
std::span<const float> Recorder<Sample>::take() noexcept
{
    const int frames = std::exchange(waiting_, 0);
    return {frames_.data(), static_cast<std::size_t>(frames) * static_cast<std::size_t>(channels_)};
}

template <typename Sample>
int Recorder<Sample>::take_lost() noexcept
{
    return std::exchange(lost_, 0);
}

template class Recorder<float>;
template class Recorder<double>;

}  // namespace latentjam::latent
