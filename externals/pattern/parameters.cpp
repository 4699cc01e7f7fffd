// What can be said to a pattern~, and what it says.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/pattern_object.h"

#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {

namespace {

using Box = PatternObject;

std::vector<std::string> kind_words()
{
    std::vector<std::string> words;
    for (const pattern::Kind* kind : pattern::kinds()) words.emplace_back(kind->name);
    return words;
}

std::vector<std::string> order_words()
{
    const auto words = pattern::order_words();
    return {words.begin(), words.end()};
}

const char* word_of(pattern::Glide glide)
{
    switch (glide) {
        case pattern::Glide::kLinear:
            return "linear";
        case pattern::Glide::kCubic:
            return "cubic";
        default:
            return "off";
    }
}

std::vector<Row> creation_rows()
{
    return {{.name = "name",
             .type = pd::name("the name of a latent"),
             .text = "the latent to play",
             .in = kArgument | kMessage | kInfo,
             .required = "which latent?",
             .take = take<[](Box& p, t_symbol* name) { p.set_source(p.source, name); }>,
             .tell = tell<[](const Box& p) { return p.source.name(); }>},
            {.name = "with",
             .type = pd::name("the name of a latent"),
             .text = "the second latent, for patterns of two",
             .in = kArgument | kMessage | kInfo,
             .take = take<[](Box& p, t_symbol* name) { p.set_source(p.with, name); }>,
             .tell = tell<[](const Box& p) { return p.with.name(); }>},
            {.name = "m",
             .type = on_off(),
             .text = "one multichannel outlet",
             .in = kFlag,
             .take = take<[](Box& p, bool on) { return set_multichannel(on, p.multichannel); }>},
            {.name = "ch",
             .type = whole(0, latent::kMostDims),
             .text = "so many channels; dims that are missing are 0",
             .in = kFlag,
             .take = take<&Box::fixed_channels>}};
}

std::vector<Row> pattern_rows()
{
    return {{.name = "pattern",
             .type = one_of(kind_words()),
             .fallback = "loop",
             .text = "what it plays",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, std::size_t place) { p.change().kind = pattern::kinds()[place]; }>,
             .tell = tell<[](const Box& p) { return p.recipe.kind->name; }>},
            {.name = "order",
             .type = one_of(order_words()),
             .fallback = "forward",
             .text = "reverse is in time, mirror over the dims",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, pattern::Order order) { p.change().order = order; }>,
             .tell = tell<[](const Box& p) { return pattern::name_of(p.recipe.order); }>},
            {.name = "glide",
             .type = one_of(
                 {word_of(pattern::Glide::kOff), word_of(pattern::Glide::kLinear), word_of(pattern::Glide::kCubic)}),
             .fallback = "off",
             .text = "between frames",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, pattern::Glide glide) { p.player.set_glide(glide); }>,
             .tell = tell<[](const Box& p) { return word_of(p.player.glide()); }>},
            {.name = "loops",
             .type = whole(1, kMostInt),
             .fallback = "4",
             .text = "n of the pattern",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, int loops) { p.change().loops = loops; }>,
             .tell = tell<[](const Box& p) { return p.recipe.loops; }>},
            {.name = "turns",
             .type = whole(0, kMostInt),
             .fallback = "0",
             .text = "the whole pattern so often, then end; 0: for ever",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, std::int64_t turns) { p.player.set_turns(turns); }>,
             .tell = tell<[](const Box& p) { return p.player.turns(); }>},
            {.name = "seed",
             .type = seed(),
             .fallback = kUsualSeed,
             .text = "of patterns that draw something",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, std::uint64_t seed) { p.change().seed = seed; }>,
             .tell = tell<[](const Box& p) { return p.recipe.seed; }>}};
}

std::vector<Row> time_rows()
{
    return {{.name = "ratio",
             .type = whole(1, pattern::GridPlayer::kMostRatio),
             .fallback = "2048",
             .unit = "samples",
             .text = "from frame to frame",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, int ratio) { p.player.set_ratio(ratio); }>,
             .then = then<&Box::tell_tempo>,
             .tell = tell<[](const Box& p) { return p.player.ratio(); }>},
            {.name = "dims",
             .text = "of the pattern that plays",
             .in = kInfo,
             .tell = tell<[](const Box& p) { return p.player.pattern().dims(); }>},
            {.name = "k",
             .type = whole(0, latent::kMostFrames),
             .fallback = "0",
             .unit = "frames",
             .text = "that are read of each latent, again from the top where it is shorter; 0: all",
             .in = kFlag | kMessage | kInfo,
             .take = take<[](Box& p, int frames) {
                 p.change().length = frames;
                 p.wanted_bpm.reset();
             }>,
             .then = then<&Box::tell_tempo>,
             .tell = tell<[](const Box& p) { return p.player.pattern().length(); }>},
            {.name = "frames",
             .text = "of the pattern that plays",
             .in = kInfo,
             .tell = tell<[](const Box& p) { return p.player.pattern().frames(); }>},
            {.name = "tempo",
             .type = number("above 0"),
             .unit = "BPM",
             .text = "the k whose tempo is nearest",
             .take = take<&Box::set_tempo>,
             .then = then<&Box::tell_tempo>},
            {.name = "bpm",
             .unit = "BPM",
             .text = "when k frames are one beat; for an even k also twice that",
             .in = kInfo,
             .tell = tell<&Box::bpm>},
            {.name = "playing",
             .text = "1 between start and stop or end",
             .in = kInfo,
             .tell = tell<[](const Box& p) { return p.player.is_playing(); }>}};
}

std::vector<Row> player_rows()
{
    return {{.name = "start",
             .type = optional(whole(0, kMostInt)),
             .text = "from a frame, with the next frame of the grid",
             .take = take<&Box::start>},
            {.name = "stop", .text = "zeros on all channels", .take = take<&Box::stop>},
            {.name = "jump", .type = whole(0, kMostInt), .text = "this frame comes next", .take = take<&Box::jump>},
            {.name = "range",
             .type = atoms(0, kAnyNumber, "the first and the last frame"),
             .text = "only these frames, both included; without numbers all",
             .take = take<&Box::set_range>},
            {.name = "now", .text = "a change does not wait for the next loop", .take = take<&Box::now>},
            {.name = "words",
             .type = one_of({"pattern", "order", "glide"}),
             .text = "the words that an option accepts",
             .in = kMessage | kInfo,
             .take = take<&Box::tell_words>},
            {.name = "about",
             .type = optional(one_of(kind_words())),
             .text = "a sentence about a pattern, or about all",
             .in = kMessage | kInfo,
             .take = take<&Box::tell_about>},
            {.name = "loop", .text = "its number and the turn, when it begins", .in = kInfo},
            {.name = "frame", .text = "its number and the row of the latent, when it begins", .in = kInfo},
            {.name = "end", .text = "after the last turn", .in = kInfo}};
}

}  // namespace

Table pattern_table()
{
    Table table{.name = "pattern~",
                .text = "plays a named latent as a pattern, frame by frame on the grid",
                .rows = creation_rows()};
    for (auto make : {pattern_rows, time_rows, player_rows})
        for (Row& row : make()) table.rows.push_back(std::move(row));
    return table;
}

}  // namespace latentjam::pd
