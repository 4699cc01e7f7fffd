// A track's tempo, key, scale, chord, samples and the way its breaks are cut, drawn at random.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/random.h"

#include <array>

namespace latentjam::score::fibonacci {

struct Settings {
    int sample_set = 0;
    int bpm = 160;
    int base_note = 34;          ///< MIDI
    int scale = 6;               ///< place in harmony::scales()
    int chord = 22;              ///< place in harmony::chords()
    std::array<int, 3> modes{};  ///< of the three breaks: 1 repeats a pattern, 0 draws each slice anew

    bool operator==(const Settings&) const = default;
};

inline constexpr int kSampleSets = 4;

/// The next settings of a random stream: tempo from 140 to 190, base note from 28 to 40, everything else from all that
/// exist. Ranges include both ends. [any]
Settings draw_settings(random::Random& random);

}  // namespace latentjam::score::fibonacci
