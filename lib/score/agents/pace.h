// Frames that begin at a stated time and stay with the system's clock: how several machines play one piece together.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace latentjam::score::agents {

using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// "h:mm", "h:mm:ss" or "h:mm:ss.fff" of the local day, the next time that the clock shows it after `now`. Errors: it
/// is no such time. [setup]
Result<WallTime> next_time(std::string_view text, WallTime now);

/// Asked once for each frame of the sound card, says how many frames of the piece are due then: 1, now and then 0 or 2
/// where the card's clock and the system's drift apart. Machines whose clocks agree are never more than a frame apart.
/// A plain value. [setup]
class Pace {
public:
    /// The first frame is due at `begin`.
    void start(WallTime begin, double frame_s);

    bool is_waiting() const noexcept { return frame_ < 0; }
    double seconds_to_begin(WallTime now) const noexcept { return std::chrono::duration<double>(begin_ - now).count(); }

    int frames_due(WallTime now);

    /// By how much the last frame was late, in seconds, averaged over kMemory frames.
    double late_s() const noexcept { return late_s_; }

    static constexpr double kMemory = 100;  // a host runs ahead and behind by its buffer

private:
    WallTime begin_{};
    double frame_s_ = 0;
    std::int64_t frame_ = -1;
    double late_s_ = 0;
    int last_ = 0;  ///< the way of the last correction
};

}  // namespace latentjam::score::agents
