// [pathways~ left-dims right-dims]: sixteen pathways through latent spaces, and two columns that walk along them.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/box.h"

#include <iterator>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

using Box = PathwaysBox;

/// An act by its name; a message's atoms are its words.
Status take_act(Object& object, const Given& given)
{
    std::vector<std::string> words{given.row.name};
    for (const t_atom& atom : given.atoms) words.push_back(text_of(atom));
    const auto act = pathway::read_act(words);
    if (!act) return act.status();
    return static_cast<Box&>(object).act(*act);
}

const char* takes(const pathway::VerbFacts& verb)
{
    if (verb.owner == pathway::Owner::kColumn)
        return verb.values == 2 ? "left or right, a dim, a value" : "left or right, a value";
    const bool is_slot = verb.owner == pathway::Owner::kSlot;
    switch (verb.values) {
        case 0:
            return "a slot, or nothing for the chosen one";
        case 1:
            return is_slot ? "a slot, if not the chosen one, and a value" : "a value";
        case 2:
            return "a slot, if not the chosen one, and two values";
        default:
            return "a slot, if not the chosen one, and frame, dim and value";
    }
}

std::vector<Row> act_rows()
{
    std::vector<Row> rows;
    for (const pathway::VerbFacts& verb : pathway::verbs()) {
        const int extra = verb.owner == pathway::Owner::kAll ? 0 : 1;
        const int least = verb.owner == pathway::Owner::kColumn ? verb.values + 1 : verb.values;
        rows.push_back({.name = verb.name,
                        .type = atoms(least, verb.values + extra, takes(verb)),
                        .text = verb.text,
                        .take = &take_act});
    }
    return rows;
}

Row told(const char* name, const char* text) { return {.name = name, .text = text, .in = kInfo}; }

std::vector<Row> other_rows()
{
    return {
        {.name = "left-dims",
         .type = whole(1, pathway::kMostDims),
         .fallback = "8",
         .text = "of the left model",
         .in = kArgument,
         .take = take<&Box::left_dims>},
        {.name = "right-dims",
         .type = whole(1, pathway::kMostDims),
         .fallback = "8",
         .text = "of the right model",
         .in = kArgument,
         .take = take<&Box::right_dims>},
        {.name = "dims",
         .type = atoms(2, 2, "how many dims the left and the right model have"),
         .text = "for other models",
         .take = take<&Box::take_dims>},
        {.name = "start", .text = "both columns from their beginning", .take = take<&Box::start>},
        {.name = "stop", .text = "both columns stand still", .take = take<&Box::stop>},
        {.name = "tour",
         .type = on_off(),
         .text = "1: from the next start on it plays a piece by itself: it asks the patch's controls",
         .take = take<&Box::set_tour>},
        {.name = "length",
         .text = "how long the tour is, in seconds",
         .in = kMessage | kInfo,
         .take = take<&Box::tell_length>},
        {.name = "state",
         .type = atoms(0, kAnyNumber, "what it has told"),
         .text = "the whole bank in one list: asks for it, or takes it",
         .in = kMessage | kInfo,
         .take = take<&Box::take_state>},
        {.name = "show",
         .type = name("the name of a latent"),
         .text = "a latent that holds the frames of the chosen slot",
         .take = take<&Box::show>},
        {.name = "draw",
         .type = symbol("the name of an array"),
         .text = "an array that holds one dim of the chosen slot; what is drawn on it is played",
         .take = take<&Box::draw_on>},
        {.name = "dim",
         .type = whole(0, pathway::kMostDims - 1),
         .fallback = "0",
         .text = "which one",
         .take = take<&Box::set_drawn_dim>},
        {.name = "write",
         .type = atoms(1, kAnyNumber, "a file"),
         .text = "the bank: a text, .pathways, and the frames of each slot beside it, .npy",
         .take = take<&Box::write>},
        {.name = "read", .type = atoms(1, kAnyNumber, "a file"), .text = "takes such a bank", .take = take<&Box::read>},
        {.name = "file",
         .type = atoms(2, kAnyNumber, "a slot and a file"),
         .text = "frames from .npy, .wav or saatgut's .seed",
         .take = take<&Box::fill>},
        {.name = "learn",
         .type = atoms(2, 2, "a slot and a latent"),
         .text = "the slot's frames are drawn with that latent's mean and covariance",
         .take = take<&Box::learn>},
        {.name = "learn-left",
         .type = name("a latent"),
         .text = "what is usual to the left model, for map",
         .take = take<&Box::learn_left>},
        {.name = "learn-right",
         .type = name("a latent"),
         .text = "what is usual to the right model",
         .take = take<&Box::learn_right>},
        {.name = "write-journal",
         .type = atoms(1, kAnyNumber, "a file"),
         .text = "all that was done since start, frame by frame",
         .take = take<&Box::write_journal>},
        {.name = "read-journal",
         .type = atoms(1, kAnyNumber, "a file"),
         .text = "for replay",
         .take = take<&Box::read_journal>},
        {.name = "replay", .text = "starts as then, and does it all again", .take = take<&Box::replay>},
        told("slot",
             "the chosen one. Behind it kind, seed, frames, every, range, offset, positive, walk, with, rate, "
             "glide, randomised, and how many values were changed"),
        told("locked", "1: the drawn dim of the chosen slot"),
        told("loop", "left or right, number, seeds since the slot was chosen, and the seed"),
        told("place", "left or right, and the frame of its pathway"),
        told("ask", "the tour wants a control at a value"),
        told("do", "the tour wants an act"),
        told("end", "of the tour"),
        told("written", "a bank, and where"),
        told("learnt", "left or right, and from how many frames"),
    };
}

Table pathways_table()
{
    std::vector<Row> rows = other_rows();
    std::vector<Row> acts = act_rows();
    rows.insert(rows.end(), std::make_move_iterator(acts.begin()), std::make_move_iterator(acts.end()));
    return {.name = "pathways~",
            .text = "random and repeatable pathways through the latent spaces of two models",
            .rows = std::move(rows),
            .in_background = true};
}

}  // namespace

void pathways_tilde_setup()
{
    static const Table kTable = pathways_table();
    object_setup<PathwaysBox>(kTable);
}
