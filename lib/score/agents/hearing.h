// What is heard of one agent in a frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::score::agents {

struct Hearing {
    double level_db = -120;     ///< RMS, smoothed: attack 50 ms, release 400 ms
    bool is_onset = false;      ///< its level rose by more than 6 dB in an average band
    double onsets_per_s = 0;    ///< over 8 s
    double centre_octaves = 0;  ///< of its spectrum, from 500 Hz, averaged over 1 s
    double silence = 1;         ///< share of the last 8 s below -50 dB
    double noise = 0;           ///< flatness of its spectrum, 0 tone to 1 noise

    bool operator==(const Hearing&) const = default;
};

}  // namespace latentjam::score::agents
