// [stepped~ [dims] flags]: a small step sequencer for each dim; what arseq plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/instrument.h"
#include "kit/steps.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Stepped : Instrument<Stepped> {
    static constexpr int kUsualDims = 1;
    using Instrument::Instrument;

    kit::Steps& instrument() { return core; }
    void renew()
    {
        core.prepare(dims, rate_hz);
        core.draw(random);
    }

    void step()
    {
        core.bang();
        info("decay", {float_atom(core.decay_ms())});
    }
    void draw()
    {
        core.draw(random);
        tell_values();
    }
    void set_dice(int place)
    {
        core.set_dice(static_cast<kit::Dice>(place));
        draw();
    }
    std::vector<double> values() const
    {
        std::vector<double> all;
        for (int dim = 0; dim < dims; ++dim)
            for (int step = 0; step < core.size(); ++step) all.push_back(core.value(dim, step));
        return all;
    }
    void tell_values() const
    {
        AtomList list{float_atom(core.size())};
        for (const double value : values()) append(list, value);
        info("steps", list);
    }
    Status set_size(int size)
    {
        core.set_size(size);
        return {};
    }

    /// size v0 v1 ...
    Status set_steps(Atoms atoms)
    {
        const auto given = numbers_of(atoms);
        const int size = static_cast<int>(given[0]);
        if (size < 1 || size > kit::Steps::kMostSteps)
            return Status::error("steps: size " + text_of(atoms[0]) + ": 1 to " +
                                 std::to_string(kit::Steps::kMostSteps) + ": <size> <value...>");
        core.set_size(size);
        if (given.size() > 1) core.set(std::span<const double>(given).subspan(1));
        tell_values();
        return {};
    }
    Status put(Atoms atoms)
    {
        const auto dim = whole_number(atoms, 0), step = whole_number(atoms, 1);
        if (!dim || !step || *dim < 0 || *dim >= dims || *step < 0 || *step >= core.size())
            return Status::error("put: a dim from 0 to " + std::to_string(dims - 1) + ", a step from 0 to " +
                                 std::to_string(core.size() - 1) + " and a value: put <dim> <step> <value>");
        core.set_one(*dim, *step, static_cast<double>(atom_getfloat(&atoms[2])));
        return {};
    }

    /// amplitude envelope size smoothing
    AtomList preset() const
    {
        return atoms_from(std::vector<double>{core.amplitude(), core.has_envelope() ? 1.0 : 0.0,
                                              static_cast<double>(core.size()), core.smoothing_hz()});
    }
    Status set_preset(Atoms atoms)
    {
        const auto given = numbers_of(atoms);
        const int size = given.size() > 2 ? static_cast<int>(given[2]) : core.size();
        if (size < 1 || size > kit::Steps::kMostSteps || (given.size() > 3 && given[3] <= 0))
            return Status::error(
                "preset: amplitude, envelope 0 or 1, 1 to 64 steps, smoothing above 0 Hz: "
                "<amplitude> <envelope> <size> <smoothing>");
        core.set_amplitude(given[0]);
        if (given.size() > 1) core.set_envelope(given[1] != 0);
        if (size != core.size()) core.set_size(size);
        if (given.size() > 3) core.set_smoothing(given[3]);
        info("preset", preset());
        tell_values();
        return {};
    }
    AtomList whole() const
    {
        AtomList list = preset();
        append(list, static_cast<double>(core.dice()));
        for (const double value : values()) append(list, value);
        return list;
    }
    Status set_whole(Atoms list)
    {
        if (list.size() < 5) return Status::error("state: a preset, the dice, then the steps");
        if (const Status status = set_preset(list.first(4)); !status) return status;
        const auto given = numbers_of(list.subspan(4));
        core.set_dice(given[0] != 0 ? kit::Dice::kBell : kit::Dice::kUniform);
        core.set(std::span<const double>(given).subspan(1));
        tell_values();
        return {};
    }

    kit::Steps core;
    random::Random random{0};
};

std::vector<Row> stepped_rows()
{
    constexpr int kMost = kit::Steps::kMostSteps;
    return {random_seed_row<Stepped>(),
            {.name = "bang", .text = "the next step, on the grid with the next frame", .take = take<&Stepped::step>},
            {.name = "random", .text = "draws all steps", .take = take<&Stepped::draw>},
            {.name = "dice",
             .type = one_of({"uniform", "bell"}),
             .text = "how they are drawn, bell at first: draws them anew",
             .in = kMessage | kInfo,
             .take = take<&Stepped::set_dice>,
             .tell = tell<[](const Stepped& s) {
                 return std::string(s.core.dice() == kit::Dice::kBell ? "bell" : "uniform");
             }>},
            {.name = "steps",
             .type = atoms(1, kAnyNumber, "a size and values: steps <size> <value...>"),
             .text = "the values, step by step of each dim",
             .in = kMessage | kInfo,
             .take = take<&Stepped::set_steps>,
             .tell = tell<&Stepped::tell_values>},
            {.name = "put",
             .type = atoms(3, 3, "a dim, a step and a value: put <dim> <step> <value>"),
             .text = "one value",
             .take = take<&Stepped::put>},
            {.name = "size",
             .type = whole(1, kMost),
             .fallback = "6",
             .text = "how many steps go round",
             .take = take<&Stepped::set_size>,
             .then = then<&Stepped::tell_values>},
            {.name = "amplitude",
             .type = number("a factor"),
             .fallback = "0.6",
             .text = "a factor for all",
             .in = kMessage | kInfo,
             .take = take<[](Stepped& s, double factor) { s.core.set_amplitude(factor); }>,
             .tell = tell<[](const Stepped& s) { return s.core.amplitude(); }>},
            {.name = "envelope",
             .type = on_off(),
             .fallback = "0",
             .text = "each step falls to 0 in the time between the last two bangs",
             .in = kMessage | kInfo,
             .take = take<[](Stepped& s, bool on) { s.core.set_envelope(on); }>,
             .tell = tell<[](const Stepped& s) { return s.core.has_envelope() ? 1 : 0; }>},
            {.name = "decay", .unit = "ms", .text = "that time", .in = kInfo},
            {.name = "smoothing",
             .type = number(0.001, 1e5),
             .fallback = "0.7",
             .unit = "Hz",
             .text = "a one-pole between steps; 100 to 0.1 on the panel",
             .in = kMessage | kInfo,
             .take = take<[](Stepped& s, double hz) { s.core.set_smoothing(hz); }>,
             .tell = tell<[](const Stepped& s) { return s.core.smoothing_hz(); }>},
            {.name = "start",
             .type = whole(0, kMost - 1),
             .fallback = "1",
             .text = "the next bang takes this step; 1 as the original does, 0 the first",
             .in = kFlag | kMessage,
             .take = take<[](Stepped& s, int start) { s.core.set_start(start); }>}};
}

}  // namespace

void stepped_tilde_setup()
{
    static const Table kTable{
        .name = "stepped~",
        .text = "a small step sequencer for each dim of a latent",
        .rows = with_instrument_rows<Stepped>(
            "amplitude, envelope, size and smoothing: <amplitude> <envelope> <size> <smoothing>", stepped_rows())};
    object_setup<Stepped>(kTable);
}
