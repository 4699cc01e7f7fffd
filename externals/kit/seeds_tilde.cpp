// [seeds~ [dims] flags]: a bank of seeds, a bang for the noise of the next; what sdbx plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/instrument.h"
#include "kit/seeds.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

struct Seeds : Instrument<Seeds> {
    static constexpr int kUsualDims = 1;
    using Instrument::Instrument;

    kit::SeedSteps& instrument() { return core; }
    void renew()
    {
        core.prepare(dims, rate_hz);
        core.draw(random);
    }

    void next()
    {
        core.bang();
        info("current", {float_atom(core.current())});
    }
    void draw()
    {
        core.draw(random);
        info("preset", preset());
    }

    /// length positive scale seed0 seed1 ...
    AtomList list_of(int count) const
    {
        AtomList list;
        for (const double value : {static_cast<double>(core.length()), core.is_positive() ? 1.0 : 0.0, core.scale()})
            append(list, value);
        for (int i = 0; i < count; ++i) append(list, core.seed(i));
        return list;
    }
    AtomList preset() const { return list_of(core.length()); }
    AtomList whole() const { return list_of(kit::SeedSteps::kSeeds); }
    Status set_preset(Atoms atoms)
    {
        const auto values = numbers_of(atoms);
        const int length = static_cast<int>(values[0]);
        if (length < 1 || length > kit::SeedSteps::kSeeds)
            return Status::error("preset: length " + text_of(atoms[0]) +
                                 ": 1 to 99: <length> <positive> <scale> <seed...>");
        core.set_length(length);
        if (values.size() > 1) core.set_positive(values[1] != 0);
        if (values.size() > 2) core.set_scale(values[2]);
        for (std::size_t i = 3; i < std::min<std::size_t>(values.size(), 3 + kit::SeedSteps::kSeeds); ++i)
            core.set_seed(static_cast<int>(i - 3), static_cast<std::uint32_t>(std::clamp(values[i], 0.0, 0x1p31)));
        info("preset", preset());
        return {};
    }

    kit::SeedSteps core;
    random::Random random{0};
};

std::vector<Row> seeds_rows()
{
    constexpr int kMost = kit::SeedSteps::kSeeds;
    return {
        random_seed_row<Seeds>(),
        hold_row<Seeds>(),
        {.name = "bang", .text = "the next seed begins, on the grid with the next frame", .take = take<&Seeds::next>},
        {.name = "current", .text = "the seed that plays, after each bang", .in = kInfo},
        {.name = "random", .text = "draws all 99 seeds, 0 to 99998", .take = take<&Seeds::draw>},
        {.name = "length",
         .type = whole(1, kMost),
         .fallback = "4",
         .text = "how many of the 99 seeds go round",
         .in = kMessage | kInfo,
         .take = take<[](Seeds& s, int length) { s.core.set_length(length); }>,
         .tell = tell<[](const Seeds& s) { return s.core.length(); }>},
        {.name = "positive",
         .type = on_off(),
         .fallback = "0",
         .text = "(x + 1) / 2 before the scale",
         .in = kMessage | kInfo,
         .take = take<[](Seeds& s, bool on) { s.core.set_positive(on); }>,
         .tell = tell<[](const Seeds& s) { return s.core.is_positive() ? 1 : 0; }>},
        {.name = "scale",
         .type = number("a factor"),
         .fallback = "1.2",
         .text = "a factor; 1 to 3 on the panel",
         .in = kMessage | kInfo,
         .take = take<[](Seeds& s, double factor) { s.core.set_scale(factor); }>,
         .tell = tell<[](const Seeds& s) { return s.core.scale(); }>},
        {.name = "start",
         .type = whole(0, kMost - 1),
         .fallback = "1",
         .text = "the next bang takes this seed; 1 as the original does, 0 the first",
         .in = kFlag | kMessage,
         .take = take<[](Seeds& s, int start) { s.core.set_start(start); }>}};
}

}  // namespace

void seeds_tilde_setup()
{
    static const Table kTable{
        .name = "seeds~",
        .text = "a bank of seeds: each bang begins the noise of the next",
        .rows = with_instrument_rows<Seeds>("length, positive, scale and seeds: <length> <positive> <scale> <seed...>",
                                            seeds_rows())};
    object_setup<Seeds>(kTable);
}
