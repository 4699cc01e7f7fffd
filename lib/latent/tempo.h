// The tempo of loops of latent frames: a loop of k frames is one beat.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <optional>

namespace latentjam::latent {

struct Tempo {
    int frames = 0;  // of one loop
    double bpm = 0;
    /// Loops of an even number of frames can be heard as two beats.
    std::optional<double> double_time_bpm;
};

/// The tempo of loops of this many frames. Errors: fewer than 1 or more than kMostFrames frames, a rate
/// that is not above 0. [any]
Result<Tempo> tempo_of(int frames, double rate_hz);

/// The tempo nearest to `bpm`, by ratio. One frame is the fastest. Errors: a tempo or a rate that is not above 0, a
/// loop that would be longer than kMostFrames. [any]
Result<Tempo> nearest_tempo(double bpm, double rate_hz);

}  // namespace latentjam::latent
