// What the boxes of the kit share: channels by one argument, the grid, and presets.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/limits.h"
#include "kit/frames.h"
#include "pd/hold.h"
#include "pd/object_class.h"
#include "random/random.h"

#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {

inline constexpr int kMostPresets = 1000;

/// A box with one value for each dim. `Box` derives from it and has
///   auto& instrument()                 what plays, as kit/frames.h asks
///   void renew()                       dims or sample rate have changed
///   kUsualDims                         how many dims there are without an argument
///   AtomList preset() const            the list that the box's preset takes
///   Status set_preset(Atoms)
template <typename Box>
struct Instrument : Object {
    using Object::Object;

    void created()
    {
        me().renew();
        for (int i = 0; i < (has_multichannel() ? 1 : dims); ++i) add_outlet(&s_signal);
        add_info_outlet();
    }

    void prepare(t_signal** signals)
    {
        constexpr int kInlets = requires { Box::kHasSignalInlets; }
        ? 1 : 0;
        const int block = static_cast<int>(signals[0]->s_n);
        const auto rate = static_cast<double>(signals[0]->s_sr);
        inputs.clear();
        outputs.clear();
        if (kInlets > 0)
            for (int i = 0; i < channels_of(signals[0]); ++i) inputs.push_back(signals[0]->s_vec + i * block);
        for (int i = 0; i < dims; ++i) {
            const bool own = !has_multichannel();  // an outlet for each
            if (own || i == 0) set_channels(&signals[kInlets + i], own ? 1 : dims);
            outputs.push_back(own ? signals[kInlets + i]->s_vec : signals[kInlets]->s_vec + i * block);
        }
        grid.prepare(block, rate);
        if (rate != rate_hz) {
            rate_hz = rate;
            me().instrument().set_rate(rate);
        }
    }

    void process(int count)
    {
        frames.process(me().instrument(), std::span<const t_sample* const>(inputs), std::span<t_sample* const>(outputs),
                       count, grid.next());
        if constexpr (requires { me().look(); }) me().look();
    }

    void set_dims(int count)
    {
        dims = count > 0 ? count : Box::kUsualDims;  // an argument left out in an abstraction is 0
        frames.prepare(dims);
    }

    Status store(int number)
    {
        presets[number] = me().preset();
        return {};
    }

    Status recall(int number)
    {
        const auto found = presets.find(number);
        if (found == presets.end())
            return Status::error("recall " + std::to_string(number) + ": nothing is stored there; store " +
                                 std::to_string(number) + " does it");
        return me().set_preset(found->second);
    }

    /// To the console and the info outlet.
    void print() const
    {
        const AtomList list = static_cast<const Box*>(this)->preset();
        std::string line;
        for (const t_atom& atom : list) line += (line.empty() ? "" : " ") + text_of(atom);
        remark(line);
        info("preset", list);
    }

    /// Everything that a patch keeps, in one list: how long `whole` is, `whole`, then of each stored preset its number,
    /// how long it is, and itself.
    AtomList state() const
    {
        AtomList list = static_cast<const Box*>(this)->whole();
        list.insert(list.begin(), float_atom(static_cast<double>(list.size())));
        for (const auto& [number, preset] : presets) {
            list.push_back(float_atom(number));
            list.push_back(float_atom(static_cast<double>(preset.size())));
            list.insert(list.end(), preset.begin(), preset.end());
        }
        return list;
    }

    /// Without anything: asks for it.
    Status take_state(Atoms list)
    {
        if (list.empty()) {
            info("state", state());
            return {};
        }
        const auto part = [&](std::size_t at) -> std::optional<Atoms> {
            const auto length = whole_number(list, at);
            if (!length || *length < 0 || at + 1 + static_cast<std::size_t>(*length) > list.size()) return std::nullopt;
            return list.subspan(at + 1, static_cast<std::size_t>(*length));
        };
        const auto whole = part(0);
        if (!whole) return Status::error("state: not what state has told: it begins with its length");
        if (const Status status = me().set_whole(*whole); !status) return status;
        presets.clear();
        for (std::size_t at = 1 + whole->size(); at + 1 < list.size();) {
            const auto number = whole_number(list, at);
            const auto preset = part(at + 1);
            if (!number || !preset) return Status::error("state: it ends within a preset");
            presets[*number] = AtomList(preset->begin(), preset->end());
            at += 2 + preset->size();
        }
        return {};
    }

    // What most boxes keep is their preset.
    AtomList whole() const { return static_cast<const Box*>(this)->preset(); }
    Status set_whole(Atoms list) { return me().set_preset(list); }

    int dims = 0;
    kit::Frames frames;
    GridClock grid;
    double rate_hz = static_cast<double>(sys_getsr());
    std::vector<const t_sample*> inputs;
    std::vector<t_sample*> outputs;
    std::map<int, AtomList> presets;

private:
    Box& me() { return *static_cast<Box*>(this); }
};

/// The rows that all instruments have.
template <typename Box>
std::vector<Row> instrument_rows(const char* preset_text)
{
    return {
        {.name = "dims",
         .type = whole(0, kMostChannels),
         .fallback = std::to_string(Box::kUsualDims),
         .text = "channels of the outlet",
         .in = kArgument | kInfo,
         .take = take<&Box::set_dims>,
         .tell = tell<&Box::dims>},
        {.name = "grid",
         .type = on_off(),
         .fallback = "1",
         .text = "1: a value is held for a frame of the model; 0: the signal itself",
         .in = kFlag | kMessage,
         .take = take<[](Box& b, bool on) { b.frames.set_on_grid(on); }>},
        {.name = "ratio",
         .type = whole(1, 1 << 20),
         .fallback = "2048",
         .unit = "samples",
         .text = "of a frame",
         .in = kFlag | kMessage,
         .take = take<[](Box& b, int samples) { b.frames.set_ratio(samples); }>},
        {.name = "preset",
         .type = atoms(1, kAnyNumber, preset_text),
         .text = preset_text,
         .in = kMessage | kInfo,
         .take = take<&Box::set_preset>,
         .tell = tell<[](const Box& b) { return b.preset(); }>},
        {.name = "store",
         .type = whole(0, kMostPresets - 1),
         .text = "keeps the preset under a number",
         .take = take<&Box::store>},
        {.name = "recall", .type = whole(0, kMostPresets - 1), .text = "takes that preset", .take = take<&Box::recall>},
        {.name = "print", .text = "the preset, to Pd's window and as info", .take = take<&Box::print>},
        {.name = "state",
         .type = atoms(0, kAnyNumber, "what it has told"),
         .text = "everything that a patch keeps, in one list: asks for it, or takes it",
         .in = kMessage | kInfo,
         .take = take<&Box::take_state>},
        {.name = "tell", .text = "all of this as info", .take = take<&Box::tell>}};
}

/// Random values come from one stream, which `seed` begins anew.
template <typename Box>
Row random_seed_row()
{
    return {.name = "seed",
            .type = seed(),
            .fallback = kUsualSeed,
            .text = "random values begin anew",
            .in = kFlag | kMessage,
            .take = take<[](Box& b, std::uint64_t seed) { b.random = random::Random(seed); }>};
}

/// Which sample of the noise stands for a frame.
template <typename Box>
Row hold_row()
{
    return {.name = "hold",
            .type = hold(),
            .fallback = "last",
            .text = "the sample of the noise that a frame is; last is what nn~ hears",
            .in = kFlag | kMessage,
            .take = take<[](Box& b, int sample) { b.core.noise().set_hold(sample); }>};
}

/// With the rows of a box. What sets one of its values tells all of them, so that a panel shows what a patch has sent.
template <typename Box>
std::vector<Row> with_instrument_rows(const char* preset_text, std::vector<Row> rows)
{
    for (Row& row : rows)
        if ((row.in & kMessage) != 0 && row.tell && !row.then && row.type.kind != Kind::kAtoms) row.then = tell_all;
    std::vector<Row> all = instrument_rows<Box>(preset_text);
    all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    return all;
}

inline void append(AtomList& list, double value) { list.push_back(float_atom(value)); }

/// The numbers among atoms; a symbol stands for 0.
inline std::vector<double> numbers_of(Atoms atoms)
{
    std::vector<double> values;
    for (const t_atom& atom : atoms) values.push_back(static_cast<double>(atom_getfloat(&atom)));
    return values;
}

}  // namespace latentjam::pd
