// Settings drawn at random.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/settings.h"

#include "score/harmony/notes.h"

#include <span>

namespace latentjam::score::fibonacci {

Settings draw_settings(random::Random& random)
{
    const auto draw = [&random](int least, int most) { return static_cast<int>(random.integer(least, most + 1)); };
    const auto place = [&draw](std::span<const harmony::NoteSet> sets) {
        return draw(0, static_cast<int>(sets.size()) - 1);
    };
    Settings settings;
    settings.sample_set = draw(0, kSampleSets - 1);
    settings.bpm = draw(140, 190);
    settings.base_note = draw(28, 40);
    settings.scale = place(harmony::scales());
    settings.chord = place(harmony::chords());
    for (int& mode : settings.modes) mode = draw(0, 1);
    return settings;
}

}  // namespace latentjam::score::fibonacci
