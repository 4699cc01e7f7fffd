// [baseline~ [dims] [model] flags]: a neutral point of a model's latents, found or kept, and deviations from it.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/baseline_box.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {

Status BaselineBox::touch(Atoms atoms)
{
    const auto dim = whole_number(atoms, 0);
    if (!dim || *dim < 0 || *dim >= dims)
        return Status::error("touch: a dim from 0 to " + std::to_string(dims - 1) +
                             " and its deviation: touch <dim> <u>");
    core.touch(*dim, static_cast<double>(atom_getfloat(&atoms[1])));
    return {};
}

void BaselineBox::set(Atoms atoms)
{
    const auto numbers = numbers_of(atoms);
    for (std::size_t i = 0; i < std::min(numbers.size(), mean.size()); ++i) core.touch(static_cast<int>(i), numbers[i]);
}

AtomList BaselineBox::preset() const
{
    return atoms_from(
        std::vector<double>{core.amount, core.spring_s, core.is_even ? 1.0 : 0.0, core.deadband, core.glide_s});
}

Status BaselineBox::set_preset(Atoms atoms)
{
    const auto values = numbers_of(atoms);
    core.amount = std::clamp(values[0], 0.0, 2.0);
    if (values.size() > 1) core.spring_s = std::clamp(values[1], 0.0, 30.0);
    if (values.size() > 2) core.is_even = values[2] != 0;
    if (values.size() > 3) core.deadband = std::clamp(values[3], 0.0, 0.2);
    if (values.size() > 4) core.glide_s = std::clamp(values[4], 0.0, 10.0);
    return {};
}

AtomList BaselineBox::whole() const
{
    AtomList list = preset();
    for (const auto* values : {&present.place, &present.deviation, &present.sensitivity})
        for (const double value : *values) append(list, value);
    return list;
}

Status BaselineBox::set_whole(Atoms list)
{
    constexpr std::size_t kPreset = 5;
    const auto size = static_cast<std::size_t>(dims);
    const auto numbers = numbers_of(list);
    if (numbers.size() != kPreset + 2 * size && numbers.size() != kPreset + 3 * size)
        return Status::error("state: it is of another number of dims than " + std::to_string(dims));
    if (const Status status = set_preset(list.first(kPreset)); !status) return status;
    const auto* const values = &numbers[kPreset];
    present.place.assign(values, values + size);
    present.deviation.assign(values + size, values + 2 * size);
    present.sensitivity.clear();
    if (numbers.size() > kPreset + 2 * size) present.sensitivity.assign(values + 2 * size, values + 3 * size);
    core.go_to(present);
    return {};
}

namespace {

std::vector<Row> baseline_rows()
{
    return {
        {.name = "model",
         .type = pd::name("a file"),
         .text = "the model that is asked",
         .in = kArgument | kMessage,
         .take = take<&BaselineBox::set_model>},
        {.name = "learn",
         .type = pd::name("a latent or a file"),
         .text = "mean and deviations of the latents, around which a search goes; answers learnt",
         .take = take<&BaselineBox::learn>},
        {.name = "find",
         .type = atoms(
             1, 2, "zero, silence, noise, mean, median, quiet, still, plain or here, and a latent for mean and median"),
         .text = "a neutral point, in the background; answers found, level, place and sensitivity",
         .take = take<&BaselineBox::find>},
        {.name = "cancel", .text = "stops the search; answers cancelled", .take = take<&BaselineBox::cancel>},
        {.name = "seed",
         .type = pd::seed(),
         .fallback = kUsualSeed,
         .text = "of the starts of a search, and of the model's noise",
         .in = kFlag | kMessage,
         .take = take<&BaselineBox::seed>},
        {.name = "slope",
         .type = number(-12, 12),
         .fallback = "-3",
         .unit = "dB an octave",
         .text = "of the spectrum that plain looks for",
         .take = take<&BaselineBox::slope_db>},
        {.name = "keep",
         .type = pd::name("a name"),
         .text = "the present one by a name",
         .take = take<[](BaselineBox& b, t_symbol* name) { b.after_files([&b, name] { return b.keep(name); }); }>},
        {.name = "take",
         .type = pd::name("a name"),
         .text = "glides to one that was kept",
         .take = take<[](BaselineBox& b, t_symbol* name) { b.after_files([&b, name] { return b.take_kept(name); }); }>},
        {.name = "drop",
         .type = pd::name("a name"),
         .text = "forgets it",
         .take = take<[](BaselineBox& b, t_symbol* name) { b.after_files([&b, name] { return b.drop(name); }); }>},
        {.name = "write",
         .type = pd::name("a file"),
         .text = "all that were kept, into a text file (.baseline)",
         .take = take<&BaselineBox::write>},
        {.name = "read", .type = pd::name("a file"), .text = "takes them from it", .take = take<&BaselineBox::read>},
        {.name = "amount",
         .type = number(0, 2),
         .fallback = "1",
         .text = "of all deviations; 0 is the baseline",
         .in = kFlag | kMessage,
         .take = take<[](BaselineBox& b, double amount) { b.core.amount = amount; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.amount; }>},
        {.name = "spring",
         .type = number(0, 30),
         .fallback = "0",
         .unit = "s",
         .text = "in which a touch has gone back to a third; 0: it stays",
         .take = take<[](BaselineBox& b, double seconds) { b.core.spring_s = seconds; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.spring_s; }>},
        {.name = "even",
         .type = on_off(),
         .fallback = "0",
         .text = "all dims act alike: scaled by what was measured, .2 to 5",
         .take = take<[](BaselineBox& b, bool on) { b.core.is_even = on; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.is_even; }>},
        {.name = "deadband",
         .type = number(0, 0.2),
         .fallback = "0",
         .text = "deviations so small count as none",
         .take = take<[](BaselineBox& b, double size) { b.core.deadband = size; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.deadband; }>},
        {.name = "glide",
         .type = number(0, 10),
         .fallback = "0.5",
         .unit = "s",
         .text = "to another baseline",
         .take = take<[](BaselineBox& b, double seconds) { b.core.glide_s = seconds; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.glide_s; }>},
        {.name = "touch",
         .type = atoms(2, 2, "a dim from 0 and its deviation: touch <dim> <u>"),
         .text = "a hand's deviation of one dim, which the spring takes back",
         .take = take<&BaselineBox::touch>},
        {.name = "list",
         .type = atoms(1, kAnyNumber, "a deviation for each dim"),
         .text = "touches all of them",
         .take = take<&BaselineBox::set>},
        {.name = "bang", .text = "takes all touches back", .take = take<[](BaselineBox& b) { b.core.release(); }>},
        {.name = "method", .text = "how it was found", .in = kInfo, .tell = tell<&BaselineBox::method>},
        {.name = "level", .unit = "dB", .text = "of the sound there", .in = kInfo, .tell = tell<&BaselineBox::level>},
        {.name = "place", .text = "the latents of the baseline", .in = kInfo, .tell = tell<&BaselineBox::place>},
        {.name = "sensitivity",
         .unit = "dB",
         .text = "how far one deviation of each dim changes the spectrum",
         .in = kInfo,
         .tell = tell<&BaselineBox::sensitivity>},
        {.name = "values", .text = "the latents of now", .in = kInfo, .tell = tell<&BaselineBox::values>},
        {.name = "names", .text = "of those that were kept", .in = kInfo, .tell = tell<&BaselineBox::names>},
        {.name = "found", .text = "the method, when it is", .in = kInfo},
        {.name = "learnt", .text = "dims and frames", .in = kInfo},
        {.name = "progress", .text = "0 to 1", .in = kInfo},
        {.name = "starts", .text = "the median cost of the 32 starts of a search", .in = kInfo},
        {.name = "reached", .text = "the cost of what it found", .in = kInfo},
        {.name = "decodes", .text = "how often the model was asked", .in = kInfo},
        {.name = "cancelled", .text = "after cancel", .in = kInfo}};
}

}  // namespace
}  // namespace latentjam::pd

using namespace latentjam::pd;

void baseline_tilde_setup()
{
    static const Table kTable{.name = "baseline~",
                              .text = "a neutral point of a model's latents, and deviations from it",
                              .rows = with_instrument_rows<BaselineBox>(
                                  "amount spring even deadband glide: a number each, as the messages", baseline_rows()),
                              .in_background = true};
    object_setup<BaselineBox>(kTable);
}
