// A gain that opens and closes linearly, so that nothing starts or stops with a click.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

namespace latentjam::audio {

/// Linear ramp between 0 and 1.
class Fade {
public:
    /// `length_samples` from closed to open. [setup]
    void prepare(double length_samples) noexcept { step_ = static_cast<float>(1.0 / std::max(1.0, length_samples)); }

    void close_at_once() noexcept { gain_ = 0.0f; }
    void open_at_once() noexcept { gain_ = 1.0f; }

    /// The gain of the next sample on the way to open or closed. [audio]
    float next(bool open) noexcept
    {
        gain_ = open ? std::min(1.0f, gain_ + step_) : std::max(0.0f, gain_ - step_);
        return gain_;
    }

    float gain() const noexcept { return gain_; }
    bool is_open() const noexcept { return gain_ >= 1.0f; }
    bool is_closed() const noexcept { return gain_ <= 0.0f; }

private:
    float gain_ = 0.0f;
    float step_ = 1.0f;
};

}  // namespace latentjam::audio
