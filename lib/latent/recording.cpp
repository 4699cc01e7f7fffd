// Where recorded frames go in a latent: in place of what was there, behind it, or round and round.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/recording.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace latentjam::latent {

void Recording::start_anew() noexcept
{
    is_running_ = true;
    starts_anew_ = true;
}

void Recording::append_to(int frames) noexcept
{
    is_running_ = true;
    starts_anew_ = false;
    next_ = frames;
}

void Recording::replaced() noexcept
{
    starts_anew_ = false;
    next_ = 0;
}

Status Recording::check(const Sequence& target, int dims)
{
    if (target.dims() == dims) return {};
    stop();
    return Status::error("append: the signal has " + std::to_string(dims) + " channels and the latent " +
                         std::to_string(target.dims()) + " dims; record starts anew");
}

Status Recording::write(Sequence& target, std::span<const float> frames)
{
    const auto dims = static_cast<std::size_t>(target.dims());
    next_ = std::min(next_, target.frames());  // it may have been shortened meanwhile
    for (; frames.size() >= dims && dims > 0; frames = frames.subspan(dims)) {
        if (loop_frames_ > 0 && next_ >= loop_frames_) next_ = 0;
        if (next_ >= target.frames()) {
            if (!is_valid_size(target.dims(), target.frames() + 1)) {
                stop();
                return Status::error("the latent is full: " + std::to_string(target.frames()) + " frames");
            }
            target.set_frames(next_ + 1);
        }
        std::copy_n(frames.begin(), dims, target.frame(next_).begin());
        ++next_;
    }
    return {};
}

}  // namespace latentjam::latent
