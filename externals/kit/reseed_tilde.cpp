// [reseed~ [dims] flags]: noise that a bang begins anew from a seed; what saatR plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/instrument.h"
#include "kit/seeds.h"

#include <cmath>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Reseed : Instrument<Reseed> {
    static constexpr bool kHasSignalInlets = true;
    static constexpr int kUsualDims = 1;
    using Instrument::Instrument;

    kit::SeedPattern& instrument() { return core; }
    void renew() { core.prepare(dims, rate_hz); }

    void draw()
    {
        core.set_seed(static_cast<std::uint32_t>(random.integer(0, 999'999)));
        info("preset", preset());
    }

    /// seed range offset mod
    AtomList preset() const
    {
        return atoms_from(std::vector<double>{static_cast<double>(core.seed()), core.range(), core.offset(),
                                              core.is_modulated() ? 1.0 : 0.0});
    }
    Status set_preset(Atoms atoms)
    {
        const auto values = numbers_of(atoms);
        if (values[0] < 0 || values[0] > 0x1p31 || values[0] != std::floor(values[0]))
            return Status::error(
                "preset: the seed is a whole number from 0 to 2147483648: <seed> <range> <offset> "
                "<mod>");
        core.set_seed(static_cast<std::uint32_t>(values[0]));
        if (values.size() > 1) core.set_range(values[1]);
        if (values.size() > 2) core.set_offset(values[2]);
        if (values.size() > 3) core.set_modulated(values[3] != 0);
        info("preset", preset());
        return {};
    }

    kit::SeedPattern core;
    random::Random random{0};
};

std::vector<Row> reseed_rows()
{
    return {random_seed_row<Reseed>(),
            hold_row<Reseed>(),
            {.name = "bang",
             .text = "the noise begins anew, on the grid with the next frame",
             .take = take<[](Reseed& r) { r.core.bang(); }>},
            {.name = "noise",
             .type = whole(0, 0x1p31),
             .fallback = "444444",
             .text = "the seed of the noise; heard after the next bang",
             .in = kFlag | kMessage,
             .take = take<[](Reseed& r, double seed) { r.core.set_seed(static_cast<std::uint32_t>(seed)); }>,
             .then = tell_all},
            {.name = "random", .text = "draws that seed, 0 to 999998", .take = take<&Reseed::draw>},
            {.name = "range",
             .type = number("a factor"),
             .fallback = "1",
             .text = "a factor of the noise; -4 to 4 on the panel",
             .take = take<[](Reseed& r, double range) { r.core.set_range(range); }>,
             .then = tell_all},
            {.name = "offset",
             .type = number("what is added"),
             .fallback = "0",
             .text = "added to it; -2 to 2 on the panel",
             .take = take<[](Reseed& r, double offset) { r.core.set_offset(offset); }>,
             .then = tell_all},
            {.name = "mod",
             .type = on_off(),
             .fallback = "0",
             .text = "times the signal inlet",
             .take = take<[](Reseed& r, bool on) { r.core.set_modulated(on); }>,
             .then = tell_all}};
}

}  // namespace

void reseed_tilde_setup()
{
    static const Table kTable{.name = "reseed~",
                              .text = "noise that a bang begins anew: a pattern from a seed",
                              .rows = with_instrument_rows<Reseed>(
                                  "seed, range, offset and mod: <seed> <range> <offset> <mod>", reseed_rows())};
    object_setup<Reseed>(kTable);
}
