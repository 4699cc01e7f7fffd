// [blender a b out], [swapper a b out] and an object for each other pattern that has steps: a bang is a step.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/stepper.h"
#include "pd/arguments.h"
#include "pd/report.h"
#include "shared/latents.h"

#include <m_pd.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

/// One of the two latents that are blended, as it was when another object last changed it.
struct StepSource {
    std::shared_ptr<NamedLatent> latent = std::make_shared<NamedLatent>();
    std::shared_ptr<const latent::Sequence> content;
    std::uint64_t seen = 0;

    bool is_new() const { return !content || latent->version() != seen; }
    void look()
    {
        content = latent->content();
        seen = latent->version();
    }
};

struct StepBox {
    explicit StepBox(const pattern::Kind& kind) : name(kind.name), stepper(kind) {}

    std::string name;
    pattern::Stepper stepper;
    std::array<StepSource, 2> sources;
    std::shared_ptr<NamedLatent> out = std::make_shared<NamedLatent>();
};

struct t_step {
    t_object x_obj;
    t_outlet* x_info;
    StepBox* x_box;
};

std::map<std::string, t_class*, std::less<>> step_classes;  // by name

void step_error(t_step* x, const std::string& message) { report(x, x->x_box->name.c_str(), message); }

/// Takes new sources over. False, and an error, when they do not fit; then the ones before stay.
bool step_look(t_step* x)
{
    auto& [a, b] = x->x_box->sources;
    if (!a.is_new() && !b.is_new()) return true;
    a.look();
    b.look();
    const Status status = a.content->is_empty() ? Status::error("the first latent is empty")
                                                : x->x_box->stepper.set_sources(a.content, b.content);
    if (!status) {
        step_error(x, status.message());
        a.content = nullptr;  // look again next time
    }
    return status.is_ok();
}

void step_write(t_step* x)
{
    StepBox& box = *x->x_box;
    box.out->replace(box.stepper.state());
    for (StepSource& source : box.sources)  // our own write is no change
        if (source.latent == box.out) source.seen = source.latent->version();
}

void step_bang(t_step* x)
{
    pattern::Stepper& stepper = x->x_box->stepper;
    if (!step_look(x)) return;
    const bool has_changed = stepper.advance();
    step_write(x);
    if (has_changed) {
        std::array<t_atom, 3> atoms{float_atom(static_cast<double>(stepper.step())), float_atom(stepper.changed().row),
                                    float_atom(stepper.changed().dim)};
        outlet_anything(x->x_info, gensym("step"), 3, atoms.data());
    }
    if (stepper.is_done()) outlet_anything(x->x_info, gensym("done"), 0, nullptr);
}

void step_reset(t_step* x)
{
    x->x_box->stepper.reset();
    if (step_look(x)) step_write(x);
}

void step_loops(t_step* x, t_symbol*, int argc, t_atom* argv)
{
    const Status status = x->x_box->stepper.set_loops(whole_number(argc, argv, 0).value_or(0));
    if (!status) step_error(x, status.message());
}

void step_seed(t_step* x, t_symbol*, int argc, t_atom* argv)
{
    const auto seed = seed_in(argc, argv);
    const Status status = seed ? x->x_box->stepper.set_seed(*seed) : seed.status();
    if (!status) step_error(x, status.message());
}

void* step_new(t_symbol* name, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_step*>(pd_new(step_classes.at(name->s_name)));
    x->x_box = new StepBox(*pattern::kind_named(name->s_name));
    Arguments arguments(argc, argv);
    for (std::shared_ptr<NamedLatent>* latent :
         {&x->x_box->sources[0].latent, &x->x_box->sources[1].latent, &x->x_box->out}) {
        if (const auto word = arguments.take_next())
            *latent = named_latent(gensym(text_of(*word).c_str()));
        else if (latent == &x->x_box->out)
            step_error(x, "which latents? " + x->x_box->name + " <first> <second> <result>");
    }
    for (const auto& line : arguments.errors()) step_error(x, line);
    x->x_info = outlet_new(&x->x_obj, nullptr);
    return x;
}

void step_free(t_step* x) { delete x->x_box; }

}  // namespace

void step_objects_setup()
{
    for (const pattern::Kind* kind : pattern::kinds()) {
        if (!kind->is_stepped) continue;
        t_class* made =
            class_new(gensym(kind->name), reinterpret_cast<t_newmethod>(step_new),
                      reinterpret_cast<t_method>(step_free), sizeof(t_step), CLASS_DEFAULT, A_GIMME, A_NULL);
        class_sethelpsymbol(made, gensym("blender"));  // one patch for all
        class_addbang(made, step_bang);
        class_addmethod(made, reinterpret_cast<t_method>(step_reset), gensym("reset"), A_NULL);
        class_addmethod(made, reinterpret_cast<t_method>(step_loops), gensym("loops"), A_GIMME, A_NULL);
        class_addmethod(made, reinterpret_cast<t_method>(step_seed), gensym("seed"), A_GIMME, A_NULL);
        step_classes[kind->name] = made;
    }
}
