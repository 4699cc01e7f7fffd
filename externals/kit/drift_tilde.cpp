// [drift~ [dims] flags]: slow oscillators, one for each dim; what modulator plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/instrument.h"
#include "kit/oscillators.h"

#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Drift : Instrument<Drift> {
    static constexpr int kUsualDims = 8;
    using Instrument::Instrument;

    kit::Oscillators& instrument() { return core; }
    void renew()
    {
        core.prepare(dims, rate_hz);
        core.draw_frequencies(random);
        core.draw_depths(random);
    }

    void tell_pairs() const
    {
        info("frequencies", atoms_from(frequencies()));
        info("depths", atoms_from(depths()));
    }
    std::vector<double> frequencies() const
    {
        std::vector<double> values;
        for (int dim = 0; dim < dims; ++dim) values.push_back(core.frequency(dim));
        return values;
    }
    std::vector<double> depths() const
    {
        std::vector<double> values;
        for (int dim = 0; dim < dims; ++dim) values.push_back(core.depth(dim));
        return values;
    }

    Status set_frequency(Atoms atoms) { return set_one(atoms, "frequency", &kit::Oscillators::set_frequency); }
    Status set_depth(Atoms atoms) { return set_one(atoms, "depth", &kit::Oscillators::set_depth); }
    Status set_one(Atoms atoms, const char* what, void (kit::Oscillators::*set)(int, double) noexcept)
    {
        const auto dim = whole_number(atoms, 0);
        if (!dim || *dim < 0 || *dim >= dims)
            return Status::error(std::string(what) + ": a dim from 0 to " + std::to_string(dims - 1) +
                                 " and its value: " + what + " <dim> <value>");
        (core.*set)(*dim, static_cast<double>(atom_getfloat(&atoms[1])));
        return {};
    }

    void draw_frequencies()
    {
        core.draw_frequencies(random);
        tell_pairs();
    }
    void draw_depths()
    {
        core.draw_depths(random);
        tell_pairs();
    }
    void draw()
    {
        core.draw_frequencies(random);
        draw_depths();
    }
    void rest()
    {
        core.rest();
        tell();
    }

    /// frequency depth, dim by dim.
    AtomList preset() const
    {
        AtomList list;
        for (int dim = 0; dim < dims; ++dim) {
            append(list, core.frequency(dim));
            append(list, core.depth(dim));
        }
        return list;
    }
    Status set_preset(Atoms atoms)
    {
        const auto values = numbers_of(atoms);
        for (std::size_t i = 0; i + 1 < values.size() && i / 2 < static_cast<std::size_t>(dims); i += 2) {
            core.set_frequency(static_cast<int>(i / 2), values[i]);
            core.set_depth(static_cast<int>(i / 2), values[i + 1]);
        }
        tell_pairs();
        return {};
    }
    AtomList whole() const
    {
        AtomList list;
        for (const double value : {core.is_on() ? 1.0 : 0.0, core.is_upwards() ? 1.0 : 0.0, core.intensity(),
                                   static_cast<double>(core.wave())})
            append(list, value);
        const AtomList pairs = preset();
        list.insert(list.end(), pairs.begin(), pairs.end());
        return list;
    }
    Status set_whole(Atoms list)
    {
        const auto values = numbers_of(list);
        if (values.size() < 4) return Status::error("state: on, up, intensity, wave, then a pair for each dim");
        core.set_on(values[0] != 0);
        core.set_upwards(values[1] != 0);
        core.set_intensity(values[2]);
        core.set_wave(values[3] != 0 ? kit::Wave::kRamp : kit::Wave::kCosine);
        if (const Status status = set_preset(list.subspan(4)); !status) return status;
        tell();
        return {};
    }

    kit::Oscillators core;
    random::Random random{0};
};

std::vector<Row> drift_rows()
{
    return {random_seed_row<Drift>(),
            {.name = "bang",
             .text = "all phases to 0: where the cosine is greatest",
             .take = take<[](Drift& d) { d.core.reset_phases(); }>},
            {.name = "random", .text = "draws frequencies and depths", .take = take<&Drift::draw>},
            {.name = "random-frequencies", .text = "0.01 to 0.09 Hz", .take = take<&Drift::draw_frequencies>},
            {.name = "random-depths", .text = "0.10 to 0.49", .take = take<&Drift::draw_depths>},
            {.name = "rest", .text = "frequencies and depths 0, the others as they begin", .take = take<&Drift::rest>},
            {.name = "frequency",
             .type = atoms(2, 2, "a dim and its frequency: frequency <dim> <Hz>"),
             .text = "how fast a dim moves; 0.01 to 0.1 on the panel",
             .take = take<&Drift::set_frequency>},
            {.name = "depth",
             .type = atoms(2, 2, "a dim and its depth: depth <dim> <0.1 to 0.5>"),
             .text = "how far a dim moves",
             .take = take<&Drift::set_depth>},
            {.name = "frequencies", .text = "of all dims", .in = kInfo, .tell = tell<&Drift::frequencies>},
            {.name = "depths", .text = "of all dims", .in = kInfo, .tell = tell<&Drift::depths>},
            {.name = "on",
             .type = on_off(),
             .fallback = "1",
             .text = "0 fades within a second",
             .in = kMessage | kInfo,
             .take = take<[](Drift& d, bool on) { d.core.set_on(on); }>,
             .tell = tell<[](const Drift& d) { return d.core.is_on() ? 1 : 0; }>},
            {.name = "up",
             .type = on_off(),
             .fallback = "1",
             .text = "0: the other way round",
             .in = kMessage | kInfo,
             .take = take<[](Drift& d, bool on) { d.core.set_upwards(on); }>,
             .tell = tell<[](const Drift& d) { return d.core.is_upwards() ? 1 : 0; }>},
            {.name = "intensity",
             .type = number(0, 1000),
             .fallback = "1",
             .text = "a factor for all; 0.5 to 3 on the panel",
             .in = kMessage | kInfo,
             .take = take<[](Drift& d, double factor) { d.core.set_intensity(factor); }>,
             .tell = tell<[](const Drift& d) { return d.core.intensity(); }>},
            {.name = "wave",
             .type = one_of({"cosine", "ramp"}),
             .fallback = "cosine",
             .text = "-1 to 1, or 0 to 1 and back at once",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Drift& d, int place) { d.core.set_wave(static_cast<kit::Wave>(place)); }>,
             .tell = tell<[](const Drift& d) {
                 return std::string(d.core.wave() == kit::Wave::kCosine ? "cosine" : "ramp");
             }>}};
}

}  // namespace

void drift_tilde_setup()
{
    static const Table kTable{
        .name = "drift~",
        .text = "slow oscillators, one for each dim of a latent",
        .rows = with_instrument_rows<Drift>("frequency and depth of each dim: <Hz> <depth> ...", drift_rows())};
    object_setup<Drift>(kTable);
}
