// [chord-notes <chord>]: a root in, the notes of the chord out as a list.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/object_class.h"
#include "shared/note_set.h"

#include <cmath>
#include <string>

using namespace latentjam;
using namespace latentjam::pd;
using score::harmony::NoteSet;

namespace {

struct ChordNotes : Object {
    using Object::Object;

    void created()
    {
        notes_out = add_outlet(&s_list);
        add_info_outlet();
    }

    const NoteSet& set() const { return score::harmony::chords()[chord]; }
    std::string name() const { return std::string(set().name); }
    double size() const { return size_of(set()); }

    void play(double root) const
    {
        AtomList notes;
        for (const int semitones : set().semitones) notes.push_back(float_atom(std::floor(root) + semitones));
        outlet_list(notes_out, &s_list, static_cast<int>(notes.size()), notes.data());
    }

    std::size_t chord = 0;
    t_outlet* notes_out = nullptr;
};

Table chord_notes_table()
{
    return {.name = "chord-notes",
            .text = "a root in, the notes of the chord out",
            .rows = {{.name = "float",
                      .type = note(),
                      .unit = "MIDI note",
                      .text = "a root: its chord leaves as a list",
                      .take = take<&ChordNotes::play>},
                     {.name = "chord",
                      .type = one_of_sets(score::harmony::chords()),
                      .fallback = "Major9",  // as in the Fibonacci Jungle
                      .text = "the chord, by name or number",
                      .in = kArgument | kMessage,
                      .take = take<&ChordNotes::chord>,
                      .then = tell_all},
                     {.name = "name", .text = "name of the chord", .in = kInfo, .tell = tell<&ChordNotes::name>},
                     {.name = "size", .text = "how many notes it has", .in = kInfo, .tell = tell<&ChordNotes::size>}}};
}

}  // namespace

void chord_notes_setup()
{
    static const Table kTable = chord_notes_table();
    object_setup<ChordNotes>(kTable);
}
