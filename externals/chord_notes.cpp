// [chord-notes <chord>]: a root in, the notes of the chord out as a list.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/note_set.h"
#include "pd/report.h"

#include <vector>

using namespace latentjam::score;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "chord-notes";
constexpr std::size_t kFirstChord = 14;  // Major9, as in the Fibonacci Jungle

t_class* chord_notes_class;

struct t_chord_notes {
    t_object x_obj;
    t_outlet* x_notes;
    t_outlet* x_info;
    std::size_t x_chord;
};

const harmony::NoteSet& chord_notes_set(const t_chord_notes* x) { return harmony::chords()[x->x_chord]; }

void chord_notes_bang(t_chord_notes* x) { tell(x->x_info, chord_notes_set(x)); }

void chord_notes_float(t_chord_notes* x, t_float note)
{
    const auto root = step_of(note);
    if (!root) return report(x, kName, "root " + std::to_string(note) + ": it takes a MIDI note");
    std::vector<t_atom> notes;
    for (const int semitones : chord_notes_set(x).semitones) notes.push_back(float_atom(*root + semitones));
    outlet_list(x->x_notes, &s_list, static_cast<int>(notes.size()), notes.data());
}

bool chord_notes_take(t_chord_notes* x, const t_atom& atom)
{
    const auto place = place_in(harmony::chords(), atom);
    if (place)
        x->x_chord = *place;
    else
        report(x, kName, no_such("chord", harmony::chords(), atom));
    return place.has_value();
}

void chord_notes_chord(t_chord_notes* x, t_symbol*, int argc, t_atom* argv)
{
    const t_atom none = symbol_atom(gensym(""));
    if (chord_notes_take(x, argc > 0 ? argv[0] : none)) chord_notes_bang(x);
}

void* chord_notes_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_chord_notes*>(pd_new(chord_notes_class));
    x->x_notes = outlet_new(&x->x_obj, &s_list);
    x->x_info = outlet_new(&x->x_obj, nullptr);
    x->x_chord = kFirstChord;
    if (argc > 0) chord_notes_take(x, argv[0]);
    return x;
}

}  // namespace

void chord_notes_setup()
{
    chord_notes_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(chord_notes_new), nullptr,
                                  sizeof(t_chord_notes), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(chord_notes_class, chord_notes_bang);
    class_addfloat(chord_notes_class, chord_notes_float);
    class_addmethod(chord_notes_class, reinterpret_cast<t_method>(chord_notes_chord), gensym("chord"), A_GIMME, A_NULL);
}
