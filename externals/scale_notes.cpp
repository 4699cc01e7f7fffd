// [scale-notes <base> <scale>]: a position in, the note of the scale out.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/object_class.h"
#include "shared/note_set.h"

#include <cmath>
#include <string>

using namespace latentjam;
using namespace latentjam::pd;
using score::harmony::NoteSet;

namespace {

struct ScaleNotes : Object {
    using Object::Object;

    void created()
    {
        note_out = add_outlet(&s_float);
        add_info_outlet();
    }

    const NoteSet& set() const { return score::harmony::scales()[scale]; }
    std::string name() const { return std::string(set().name); }
    double size() const { return size_of(set()); }

    void set_base(double note) { base = static_cast<int>(std::floor(note)); }

    void play(double position) const
    {
        const int note = score::harmony::note_at(set(), base, static_cast<int>(std::floor(position)));
        outlet_float(note_out, static_cast<t_float>(note));
    }

    int base = 0;
    std::size_t scale = 0;
    t_outlet* note_out = nullptr;
};

Table scale_notes_table()
{
    return {.name = "scale-notes",
            .text = "a position in, the note of the scale out",
            .rows = {{.name = "float",
                      .type = note(),
                      .text = "a position in the scale: its note leaves; 0 is the base",
                      .take = take<&ScaleNotes::play>},
                     {.name = "base",
                      .type = note(),
                      .fallback = "34",  // the middle of the bass notes that the Fibonacci Jungle draws
                      .unit = "MIDI note",
                      .text = "the note at position 0",
                      .in = kArgument | kMessage,
                      .take = take<&ScaleNotes::set_base>,
                      .then = tell_all},
                     {.name = "scale",
                      .type = one_of_sets(score::harmony::scales()),
                      .fallback = "dorian",
                      .text = "the scale, by name or number",
                      .in = kArgument | kMessage,
                      .take = take<&ScaleNotes::scale>,
                      .then = tell_all},
                     {.name = "name", .text = "name of the scale", .in = kInfo, .tell = tell<&ScaleNotes::name>},
                     {.name = "size",
                      .text = "how many notes it has, its octave included",
                      .in = kInfo,
                      .tell = tell<&ScaleNotes::size>}}};
}

}  // namespace

void scale_notes_setup()
{
    static const Table kTable = scale_notes_table();
    object_setup<ScaleNotes>(kTable);
}
