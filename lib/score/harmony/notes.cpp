// The tables of scales and chords.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/harmony/notes.h"

#include <algorithm>
#include <array>

namespace latentjam::score::harmony {
namespace {

template <int... Semitones>
constexpr std::array kNotes{Semitones...};

constexpr std::array kScales{
    NoteSet{"dorian", kNotes<0, 2, 3, 5, 7, 9, 10, 12>},
    NoteSet{"phrygian", kNotes<0, 1, 3, 5, 7, 8, 10, 12>},
    NoteSet{"lydian", kNotes<0, 2, 4, 6, 7, 9, 11, 12>},
    NoteSet{"mixolydian", kNotes<0, 2, 4, 5, 7, 9, 10, 12>},
    NoteSet{"aeolian", kNotes<0, 2, 3, 5, 7, 8, 10, 12>},
    NoteSet{"locrian", kNotes<0, 1, 3, 5, 6, 8, 10, 12>},
    NoteSet{"lydian_dominant", kNotes<0, 2, 4, 6, 7, 9, 10, 12>},
    NoteSet{"super_locrian", kNotes<0, 1, 3, 4, 6, 8, 10, 12>},
    NoteSet{"minor_pentatonic", kNotes<0, 3, 5, 7, 10, 12>},
    NoteSet{"major_pentatonic", kNotes<0, 2, 4, 7, 9, 12>},
    NoteSet{"minor_blues", kNotes<0, 3, 5, 6, 7, 10, 12>},
    NoteSet{"major_blues", kNotes<0, 2, 3, 4, 7, 9, 12>},
    NoteSet{"whole_half_diminished", kNotes<0, 2, 3, 5, 6, 8, 9, 11, 12>},
    NoteSet{"half_whole_diminished", kNotes<0, 1, 3, 4, 6, 7, 9, 10, 12>},
};

constexpr std::array kChords{
    NoteSet{"Major", kNotes<0, 4, 7, 12>},
    NoteSet{"Minor", kNotes<0, 3, 7, 12>},
    NoteSet{"PowerChord", kNotes<0, 7, 12>},
    NoteSet{"Dominant_5th", kNotes<0, 4, 7, 10>},
    NoteSet{"Major7", kNotes<0, 4, 7, 11>},
    NoteSet{"Minor7", kNotes<0, 3, 7, 10>},
    NoteSet{"Sus2", kNotes<0, 2, 7, 9>},
    NoteSet{"Sus4", kNotes<0, 5, 7, 9>},
    NoteSet{"Add9", kNotes<0, 4, 7, 14>},
    NoteSet{"Dominant7", kNotes<0, 4, 7, 10>},
    NoteSet{"Major6", kNotes<0, 4, 7, 9, 11>},
    NoteSet{"Minor6", kNotes<0, 3, 7, 9, 11>},
    NoteSet{"Augmented", kNotes<0, 4, 8, 12>},
    NoteSet{"Diminished", kNotes<0, 3, 6, 12>},
    NoteSet{"Major9", kNotes<0, 4, 7, 11, 14>},
    NoteSet{"Minor9", kNotes<0, 3, 7, 10, 14>},
    NoteSet{"Dominant9", kNotes<0, 4, 7, 10, 14>},
    NoteSet{"Major13", kNotes<0, 4, 7, 11, 14, 17, 20>},
    NoteSet{"Minor13", kNotes<0, 3, 7, 10, 14, 17, 20>},
    NoteSet{"Dominant13", kNotes<0, 4, 7, 10, 14, 17, 21>},
    NoteSet{"Add13", kNotes<0, 4, 7, 10, 14, 17>},
    NoteSet{"Major11", kNotes<0, 4, 7, 11, 14, 17>},
    NoteSet{"Minor11", kNotes<0, 3, 7, 10, 14, 17>},
    NoteSet{"Dominant11", kNotes<0, 4, 7, 10, 14, 17>},
    NoteSet{"HalfDiminished7", kNotes<0, 3, 6, 10>},
    NoteSet{"Diminished7", kNotes<0, 3, 6, 9>},
    NoteSet{"HalfDiminished7b5", kNotes<0, 3, 6, 10, 12>},
    NoteSet{"Diminished7b5", kNotes<0, 3, 6, 9, 11>},
    NoteSet{"Major7#5", kNotes<0, 4, 8, 12>},
    NoteSet{"Minor7#5", kNotes<0, 3, 7, 11>},
    NoteSet{"Dominant7#5", kNotes<0, 4, 8, 11>},
    NoteSet{"Major7b5", kNotes<0, 4, 6, 10, 12>},
    NoteSet{"Minor7b5", kNotes<0, 3, 6, 9, 12>},
    NoteSet{"MinorMajor7", kNotes<0, 3, 7, 11, 14>},
    NoteSet{"Add11", kNotes<0, 4, 7, 10, 15>},
};

}  // namespace

std::span<const NoteSet> scales() noexcept { return kScales; }

std::span<const NoteSet> chords() noexcept { return kChords; }

const NoteSet* find(std::span<const NoteSet> sets, std::string_view name) noexcept
{
    const auto found = std::find_if(sets.begin(), sets.end(), [&](const NoteSet& set) { return set.name == name; });
    return found == sets.end() ? nullptr : &*found;
}

int note_at(const NoteSet& scale, int base, int position) noexcept
{
    const int notes = static_cast<int>(scale.semitones.size()) - 1;  // in an octave
    const int octave = position >= 0 ? position / notes : (position + 1) / notes - 1;
    const auto step = static_cast<std::size_t>(position - octave * notes);
    return base + octave * scale.semitones.back() + scale.semitones[step];
}

}  // namespace latentjam::score::harmony
