// The rows of rave~'s table that bend weights.
// SPDX-License-Identifier: BSD-3-Clause
#include "rave/rave.h"

namespace latentjam::pd {

std::vector<Row> bending_rows()
{
    return {
        {.name = "layers",
         .type = atoms(0, 1, "nothing, all or table"),
         .text = "names the parameters that can be bent; all: buffers too; table: a line each, with number, size, "
                 "shape, and whether the method uses it",
         .take = take<&Rave::tell_layers>},
        {.name = "get_weights",
         .type = symbol("a parameter"),
         .text = "tells a parameter's numbers: layer v1 v2 ...",
         .take = take<&Rave::get_weights>},
        {.name = "set_weights",
         .type = atoms(2, kAnyNumber, "a parameter and all its numbers"),
         .text = "gives a parameter other numbers",
         .take = take<&Rave::set_weights>},
        {.name = "weights",
         .type = atoms(3, 5, "<name> to <array> [<points>], or <name> from <array> [<onset> <count>]"),
         .text = "exchanges a parameter's numbers with an array, to draw them",
         .take = take<&Rave::exchange_weights>},
        {.name = "bend",
         .type = atoms(2, kAnyNumber, "<name> <operation> <arguments>"),
         .text = "changes weights: bend decoder.net.0.weight scale 2; a name may be a number or a pattern",
         .take = take<[](Rave& r, Atoms atoms) { return r.bend("bend", atoms); }>},
        {.name = "blend",
         .type = atoms(2, 3, "<model> <amount> [<pattern>]"),
         .text = "mixes in the weights of another model",
         .take = take<[](Rave& r, Atoms atoms) { return r.bend("blend", atoms); }>},
        {.name = "act",
         .type = atoms(2, kAnyNumber, "<layer> <operation> <arguments>"),
         .text = "changes what a layer gives; a number may be @name, what [value name] holds",
         .take = take<[](Rave& r, Atoms atoms) { return r.bend("act", atoms); }>},
        {.name = "rebend",
         .type = atoms(2, kAnyNumber, "<name> <operation> <arguments>"),
         .text = "as bend, in place of the bend with this name and operation: what a slider sends",
         .take = take<&Rave::rebend>},
        {.name = "bendset",
         .type = atoms(2, kAnyNumber, "<number of a bend> <arguments>, on or off"),
         .text = "gives a bend of the list other arguments",
         .take = take<&Rave::bendset>},
        {.name = "unbend",
         .type = atoms(0, 1, "nothing, or a parameter"),
         .text = "back to the weights of the file",
         .take = take<&Rave::unbend>},
        {.name = "undo", .text = "takes the last bend back", .take = take<&Rave::undo>},
        {.name = "redo", .text = "brings back what was undone", .take = take<&Rave::redo>},
        {.name = "bends", .text = "tells the list of bends", .take = take<&Rave::tell_bends>},
        {.name = "bendlist",
         .type = atoms(0, kAnyNumber, "nothing, or bends with | between them; empty: none"),
         .text = "tells the whole list in one message, or takes one: what a patch keeps",
         .take = take<&Rave::bendlist>},
        {.name = "bendlisten",
         .type = on_off(),
         .text = "0: the file's weights play while the list stays, for comparing",
         .take = take<[](Rave& r, bool on) { r.session->bend([on](infer::Bender& bender) { bender.listen(on); }); }>},
        {.name = "bendlog",
         .type = atoms(2, 2, "write <file> or read <file>"),
         .text = "writes the list of bends into a text file (.log), or plays one",
         .take = take<&Rave::bendlog>},
        {.name = "bendfade",
         .type = number(0, infer::Bender::kLongestFade_ms),
         .unit = "ms",
         .text = "crossfades from old weights to new ones; 0: at the next block",
         .take = take<[](Rave& r, double ms) { r.session->set_bend_fade(ms); }>}};
}

}  // namespace latentjam::pd
