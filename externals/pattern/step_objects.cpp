// [blender a b out], [swapper a b out] and an object for each other pattern that has steps: a bang is a step.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/stepper.h"
#include "pd/object_class.h"
#include "shared/latents.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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

struct StepBox : Object {
    explicit StepBox(const Place& place) : Object(place), stepper(*pattern::kind_named(place.table->name)) {}
    void created() { add_info_outlet(); }

    Status look();
    void write();
    Status bang();
    Status reset();

    pattern::Stepper stepper;
    StepSource a, b;
    std::shared_ptr<NamedLatent> result = std::make_shared<NamedLatent>();
};

/// Takes new sources over; where they do not fit, the ones before stay.
Status StepBox::look()
{
    if (!a.is_new() && !b.is_new()) return {};
    a.look();
    b.look();
    const Status status =
        a.content->is_empty() ? Status::error("the first latent is empty") : stepper.set_sources(a.content, b.content);
    if (!status) a.content = nullptr;  // look again next time
    return status;
}

void StepBox::write()
{
    result->replace(stepper.state());
    for (StepSource* source : {&a, &b})  // our own write is no change
        if (source->latent == result) source->seen = source->latent->version();
}

Status StepBox::bang()
{
    if (const Status status = look(); !status) return status;
    const bool has_changed = stepper.advance();
    write();
    if (has_changed) {
        const pattern::Pattern::Cell cell = stepper.changed();
        info("step", {float_atom(static_cast<double>(stepper.step())), float_atom(cell.row), float_atom(cell.dim)});
    }
    if (stepper.is_done()) info("done");
    return {};
}

Status StepBox::reset()
{
    stepper.reset();
    const Status status = look();
    if (status) write();
    return status;
}

Row name_row(const char* name, const char* text, const char* question, Take take_it)
{
    Row row = latent_row(name, text, question, take_it);
    row.in = kArgument;
    return row;
}

Table step_table(const pattern::Kind& kind)
{
    return {
        .name = kind.name,
        .text = kind.description,
        .rows = {name_row("a", "what it begins as", "",
                          take<[](StepBox& s, t_symbol* name) { s.a.latent = named_latent(name); }>),
                 name_row("b", "where values come from", "",
                          take<[](StepBox& s, t_symbol* name) { s.b.latent = named_latent(name); }>),
                 name_row("result", "where it goes; a if you like", "which latents?",
                          take<[](StepBox& s, t_symbol* name) { s.result = named_latent(name); }>),
                 {.name = "bang",
                  .text = "the next step; the result goes to the third latent",
                  .take = take<&StepBox::bang>},
                 {.name = "reset", .text = "the result becomes a again", .take = take<&StepBox::reset>},
                 {.name = "loops",
                  .type = whole(1, kMostInt),
                  .fallback = "1",
                  .text = "so many bangs for a step",
                  .take = take<[](StepBox& s, int loops) { return s.stepper.set_loops(loops); }>},
                 {.name = "seed",
                  .type = seed(),
                  .fallback = kUsualSeed,
                  .text = "of kinds that draw their steps",
                  .take = take<[](StepBox& s, std::uint64_t seed) { return s.stepper.set_seed(seed); }>},
                 {.name = "step", .text = "the number of the step, and the frame and dim that it changed", .in = kInfo},
                 {.name = "done", .text = "all steps are made", .in = kInfo}},
        .help = "blender"};
}

}  // namespace

void step_objects_setup()
{
    static const std::vector<Table> kTables = [] {
        std::vector<Table> tables;
        for (const pattern::Kind* kind : pattern::kinds())
            if (kind->is_stepped) tables.push_back(step_table(*kind));
        return tables;
    }();
    for (const Table& table : kTables) object_setup<StepBox>(table);
}
