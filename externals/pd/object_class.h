// object_setup<Box>(table): a Pd class whose objects are boxes, with the messages of the table.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/host.h"
#include "pd/object.h"
#include "pd/reference.h"

#include <m_pd.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace latentjam::pd {

/// What pd_new() allocates: it calls no constructor, so the box is constructed in the room behind.
template <typename Box>
struct Shell {
    t_object x_obj;
    t_float x_signal;
    std::max_align_t x_room[(sizeof(Box) + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t)];

    Box& box() { return *std::launder(reinterpret_cast<Box*>(x_room)); }
};

template <typename Box>
struct ObjectClass {
    struct Made {
        t_symbol* name;
        t_symbol* full_name;
        t_class* pd_class;
        const Table* table;
    };
    static inline std::vector<Made> all_;  // more than one where objects differ by nothing but their table

    static void* create(t_symbol* name, int argc, t_atom* argv)
    {
        static_assert(alignof(Box) <= alignof(std::max_align_t));
        const auto is_named = [name](const Made& made) { return made.name == name || made.full_name == name; };
        const auto found = std::find_if(all_.begin(), all_.end(), is_named);
        const Made& made = found == all_.end() ? all_.front() : *found;
        auto* x = reinterpret_cast<Shell<Box>*>(pd_new(made.pd_class));
        t_float* number = nullptr;
        if constexpr (requires { Box::kHasSignalInlets; }) number = &x->x_signal;
        Box* box = ::new (static_cast<void*>(x->x_room)) Box(Place{&x->x_obj, made.table, number});
        box->begin({argv, static_cast<std::size_t>(argc)});
        if constexpr (requires { box->created(); }) box->created();
        Object::watch(*made.table);
        return x;
    }

    static void destroy(Shell<Box>* x) { std::destroy_at(&x->box()); }

    static void message(Shell<Box>* x, t_symbol* selector, int argc, t_atom* argv)
    {
        x->box().receive(selector, {argv, static_cast<std::size_t>(argc)});
    }

    static void bang(Shell<Box>* x) { x->box().receive(&s_bang, {}); }

    static void number(Shell<Box>* x, t_float value)
    {
        const t_atom atom = float_atom(static_cast<double>(value));
        x->box().receive(&s_float, {&atom, 1});
    }

    static void save(t_gobj* x, t_binbuf* file) { reinterpret_cast<Shell<Box>*>(x)->box().save(file); }

    static t_int* perform(t_int* w)
    {
        reinterpret_cast<Box*>(w[1])->process(static_cast<int>(w[2]));
        return w + 3;
    }

    static void dsp(Shell<Box>* x, t_signal** signals)
    {
        x->box().prepare(signals);
        dsp_add(perform, 2, &x->box(), static_cast<t_int>(signals[0]->s_n));
    }
};

/// A box with prepare(t_signal**) and process(int) has signals; one with kHasSignalInlets also takes some. The object
/// is made by its name or its full one, [latentjam/rave~]. [setup, once for each table]
template <typename Box>
void object_setup(const Table& table)
{
    using Class = ObjectClass<Box>;
    constexpr bool kHasSignals = requires(Box & box, t_signal * *signals) { box.prepare(signals); };
    const int flags = kHasSignals && has_multichannel() ? CLASS_MULTICHANNEL : CLASS_DEFAULT;
    const auto create = reinterpret_cast<t_newmethod>(Class::create);
    t_symbol* const name = gensym(table.name);
    t_symbol* const full_name = gensym((std::string("latentjam/") + table.name).c_str());
    t_class* made =
        class_new(name, create, reinterpret_cast<t_method>(Class::destroy), sizeof(Shell<Box>), flags, A_GIMME, A_NULL);
    class_addcreator(create, full_name, A_GIMME, A_NULL);
    Class::all_.push_back({name, full_name, made, &table});
    if (table.help) class_sethelpsymbol(made, gensym(table.help));
    if constexpr (requires { Box::kHasSignalInlets; }) {
        CLASS_MAINSIGNALIN(made, Shell<Box>, x_signal);  // a macro of two statements
    }
    if constexpr (kHasSignals)
        class_addmethod(made, reinterpret_cast<t_method>(Class::dsp), gensym("dsp"), A_CANT, A_NULL);
    if constexpr (requires(Box & box, t_binbuf * file) { box.save(file); }) class_setsavefn(made, Class::save);
    class_addbang(made, Class::bang);
    if (table.find(kMessage, "float")) class_addfloat(made, Class::number);
    class_addanything(made, Class::message);
    add_to_reference(table);
}

/// A clock of Pd's that calls a method of its box, and is freed with it.
class Clock {
public:
    Clock(void* owner, t_method method) : clock_(clock_new(owner, method)) {}
    ~Clock() { clock_free(clock_); }
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;

    /// Still before the coming tick, once for many calls. [setup, audio]
    void soon() noexcept { clock_delay(clock_, 0); }

    /// After so many milliseconds. [setup, audio]
    void in(double ms) noexcept { clock_delay(clock_, ms); }
    t_clock* get() const noexcept { return clock_; }

private:
    t_clock* clock_;
};

template <auto kMethod, typename Box>
Clock clock_for(Box* box)
{
    void (*const call)(Box*) = [](Box* owner) {
        const Table& table = owner->table();
        (owner->*kMethod)();
        Object::watch(table);
    };
    return {box, reinterpret_cast<t_method>(call)};
}

}  // namespace latentjam::pd
