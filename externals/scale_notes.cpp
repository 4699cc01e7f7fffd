// [scale-notes <base> <scale>]: a position in, the note of the scale out.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/note_set.h"
#include "pd/report.h"

using namespace latentjam::score;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "scale-notes";
constexpr int kFirstBase = 34;  // the middle of the bass notes that the Fibonacci Jungle draws

t_class* scale_notes_class;

struct t_scale_notes {
    t_object x_obj;
    t_outlet* x_note;
    t_outlet* x_info;
    int x_base;
    std::size_t x_scale;
};

const harmony::NoteSet& scale_notes_set(const t_scale_notes* x) { return harmony::scales()[x->x_scale]; }

void scale_notes_bang(t_scale_notes* x) { tell(x->x_info, scale_notes_set(x)); }

void scale_notes_float(t_scale_notes* x, t_float position)
{
    const auto step = step_of(position);
    if (!step) return report(x, kName, "position " + std::to_string(position) + ": it takes -1000 to 1000");
    outlet_float(x->x_note, static_cast<t_float>(harmony::note_at(scale_notes_set(x), x->x_base, *step)));
}

bool scale_notes_take_base(t_scale_notes* x, t_float note)
{
    const auto base = step_of(note);
    if (base)
        x->x_base = *base;
    else
        report(x, kName, "base " + std::to_string(note) + ": it takes a MIDI note");
    return base.has_value();
}

bool scale_notes_take_scale(t_scale_notes* x, const t_atom& atom)
{
    const auto place = place_in(harmony::scales(), atom);
    if (place)
        x->x_scale = *place;
    else
        report(x, kName, no_such("scale", harmony::scales(), atom));
    return place.has_value();
}

void scale_notes_base(t_scale_notes* x, t_float note)
{
    if (scale_notes_take_base(x, note)) scale_notes_bang(x);
}

void scale_notes_scale(t_scale_notes* x, t_symbol*, int argc, t_atom* argv)
{
    const t_atom none = symbol_atom(gensym(""));
    if (scale_notes_take_scale(x, argc > 0 ? argv[0] : none)) scale_notes_bang(x);
}

void* scale_notes_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_scale_notes*>(pd_new(scale_notes_class));
    x->x_note = outlet_new(&x->x_obj, &s_float);
    x->x_info = outlet_new(&x->x_obj, nullptr);
    x->x_base = kFirstBase;
    x->x_scale = 0;
    if (argc > 0) scale_notes_take_base(x, atom_getfloatarg(0, argc, argv));
    if (argc > 1) scale_notes_take_scale(x, argv[1]);
    return x;
}

}  // namespace

void scale_notes_setup()
{
    scale_notes_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(scale_notes_new), nullptr,
                                  sizeof(t_scale_notes), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(scale_notes_class, scale_notes_bang);
    class_addfloat(scale_notes_class, scale_notes_float);
    class_addmethod(scale_notes_class, reinterpret_cast<t_method>(scale_notes_base), gensym("base"), A_FLOAT, A_NULL);
    class_addmethod(scale_notes_class, reinterpret_cast<t_method>(scale_notes_scale), gensym("scale"), A_GIMME, A_NULL);
}
