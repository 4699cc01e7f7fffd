// Where recorded frames go in a latent: in place of what was there, behind it, or round and round.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"

#include <span>

namespace latentjam::latent {

/// The rules of a recording; the frames themselves lie in the sequence. [setup]
class Recording {
public:
    /// The next frame replaces what is there; until it comes, nothing is lost.
    void start_anew() noexcept;

    /// Goes on behind the last of `frames`.
    void append_to(int frames) noexcept;

    void stop() noexcept { is_running_ = false; }
    bool is_running() const noexcept { return is_running_; }

    /// From the next frame on into another sequence: a running recording starts anew there.
    void change_target() noexcept { starts_anew_ = true; }

    /// After so many frames the first ones are recorded over; 0: never. Precondition: 0 <= frames <= kMostFrames.
    void set_loop(int frames) noexcept { loop_frames_ = frames; }
    int loop() const noexcept { return loop_frames_; }

    /// True when the target is to be replaced by an empty sequence before write().
    bool replaces(const Sequence& target) const noexcept { return starts_anew_ || target.is_empty(); }
    void replaced() noexcept;

    /// Whether frames of `dims` values fit. The error says with what numbers, and the recording stops.
    Status check(const Sequence& target, int dims);

    /// Writes whole frames of target.dims() values. Where it grows beyond what a latent holds, the rest is dropped, the
    /// recording stops, and the error says so.
    Status write(Sequence& target, std::span<const float> frames);

    /// Of the last one written, from 0.
    int last_frame() const noexcept { return next_ - 1; }

private:
    bool is_running_ = false;
    bool starts_anew_ = false;
    int loop_frames_ = 0;
    int next_ = 0;
};

}  // namespace latentjam::latent
