// Pd counts who uses a [value]: each name is asked for once and given back at the end. What a [s~] sends only Pd's [r~]
// knows: one of them runs before our perform.
// SPDX-License-Identifier: BSD-3-Clause
#include "rave/controls.h"

#include <algorithm>

namespace latentjam::pd {

namespace {

/// An object of Pd's that is on no canvas.
t_pd* object_of(const char* type, t_symbol* name)
{
    t_atom argument;
    SETSYMBOL(&argument, name);
    pd_typedmess(&pd_objectmaker, gensym(type), 1, &argument);
    return pd_newest();
}

const t_class* class_of_senders()
{
    static const t_class* const found = [] {
        t_pd* const sender = object_of("send~", gensym("latentjam-no-such-name"));
        const t_class* const its = sender ? *sender : nullptr;
        if (sender) pd_free(sender);
        return its;
    }();
    return found;
}

bool is_sent(t_symbol* name) { return class_of_senders() && pd_findbyclass(name, class_of_senders()); }

}  // namespace

Controls::~Controls()
{
    for (const auto& one : all_) {
        value_release(one.name);
        if (one.receiver) pd_free(one.receiver);
    }
}

std::shared_ptr<const bend::Control> Controls::find(const std::string& name)
{
    t_symbol* symbol = gensym(name.c_str());
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const One& one) { return one.name == symbol; });
    if (known != all_.end()) return known->control;
    all_.push_back({symbol, value_get(symbol), std::make_shared<bend::Control>(0.0F), nullptr, {}, nullptr});
    read();
    if (is_sent(symbol)) canvas_update_dsp();  // which calls prepare()
    return all_.back().control;
}

void Controls::prepare(const t_signal* signal)
{
    for (One& one : all_) {
        one.signal = nullptr;
        if (!is_sent(one.name)) continue;
        if (!one.receiver) one.receiver = object_of("receive~", one.name);
        if (!one.receiver) continue;
        t_signal out = *signal;
        one.block.assign(static_cast<std::size_t>(signal->s_n), 0);
        out.s_vec = one.block.data();
        t_signal* signals = &out;
        const auto method = reinterpret_cast<void (*)(t_pd*, t_signal**)>(zgetfn(one.receiver, gensym("dsp")));
        method(one.receiver, &signals);  // from Pd 0.54 on it takes another signal for its outlet
        one.signal = signals->s_vec;
    }
}

}  // namespace latentjam::pd
