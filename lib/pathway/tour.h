// A piece for two columns, as lines for the controls of a patch: the same for the same seed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace latentjam::pathway {

struct TourLine {
    std::int64_t frame = 0;
    std::string line;  ///< a control and its value, "play-left 3", or an act, "rnd"
};

struct Tour {
    std::vector<TourLine> lines;  ///< by frame
    std::int64_t frames = 0;      ///< until the last of it has died away
};

/// Six parts from one voice to a tangle and back, of 170 to 200 s; what is decided in each, and when, is drawn from the
/// seed. `frame_s` is a frame's length. [setup]
Tour tour_of(std::uint32_t seed, double frame_s);

}  // namespace latentjam::pathway
