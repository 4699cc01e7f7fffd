// [ensemble <name> [<score>] flags]: its arguments, messages and what it tells.
// SPDX-License-Identifier: BSD-3-Clause
#include "agents/ensemble_box.h"

#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {
namespace {

Row told(const char* name, const char* text) { return {.name = name, .text = text, .in = kInfo}; }

std::vector<Row> score_rows()
{
    return {{.name = "name",
             .type = symbol("a name"),
             .text = "what [agent~] knows it by",
             .in = kArgument,
             .required = "which name?",
             .take = take<&EnsembleBox::set_name>},
            {.name = "score",
             .type = symbol("a file"),
             .text = "a text to begin with; .score may be left out",
             .in = kArgument,
             .take = take<&EnsembleBox::wanted>},
            {.name = "read", .type = symbol("a file"), .text = "takes a score", .take = take<&EnsembleBox::read>},
            {.name = "reload",
             .text = "reads the score's file again and goes on where it is",
             .take = take<&EnsembleBox::reload>},
            {.name = "seed",
             .type = seed(),
             .text = "in place of the score's, from the next start on",
             .in = kFlag | kMessage,
             .take = take<[](EnsembleBox& b, std::uint64_t seed) { b.core().set_seed(seed); }>},
            {.name = "stretch",
             .type = number(.001, 1000),
             .text = "factor on the times of the score; cycles and phrases keep theirs",
             .take = take<[](EnsembleBox& b, double stretch) { b.core().set_stretch(stretch); }>},
            {.name = "start", .text = "from the beginning", .take = take<&EnsembleBox::start>},
            {.name = "start-at",
             .type = symbol("a time of day, as 20:15:00"),
             .text = "from the beginning, then, and in step with the system's clock: on several machines at once",
             .take = take<&EnsembleBox::start_at>},
            {.name = "stop", .text = "all leave", .take = take<&EnsembleBox::stop>},
            {.name = "pause",
             .type = on_off(),
             .text = "phrases end, and time stands still",
             .take = take<[](EnsembleBox& b, bool on) { b.core().pause(on); }>},
            {.name = "frame", .text = "one frame now, without waiting for the grid", .take = take<&EnsembleBox::frame>},
            {.name = "part",
             .type = whole(1, 1000),
             .text = "goes to the beginning of a part",
             .in = kMessage | kInfo,
             .take = take<&EnsembleBox::go_to_part>},
            {.name = "log",
             .type = on_off(),
             .fallback = "0",
             .text = "a line for every event",
             .in = kFlag | kMessage | kInfo,
             .take = take<&EnsembleBox::logs>}};
}

std::vector<Row> playing_rows()
{
    return {{.name = "autonomy",
             .type = number(0, 1),
             .fallback = "1",
             .text = "0: agents begin only when they are cued",
             .take = take<[](EnsembleBox& b, double value) { b.core().set_autonomy(value); }>},
            {.name = "ear",
             .type = number(0, 1),
             .fallback = "0",
             .text = "0: agents know what the others announce; 1: what hear~ says",
             .in = kFlag | kMessage,
             .take = take<&EnsembleBox::set_ear>},
            {.name = "here",
             .type = symbol("agents, as 1-3 or 4,6 or all"),
             .text = "who sounds here; all others on other machines. With fewer than all the ear is closed",
             .take = take<&EnsembleBox::set_here>},
            {.name = "hear",
             .type = atoms(7, 7, "an agent, level, onset, rate, centre, silence and noise"),
             .text = "what hear~ heard of an agent; one more than there are: the world outside",
             .take = take<&EnsembleBox::hear>},
            {.name = "touch",
             .type = atoms(3, 3, "an agent, a parameter and a number"),
             .text = "takes a control out of the score's hands",
             .take = take<&EnsembleBox::touch>},
            {.name = "handback",
             .type = number(0, 3600),
             .fallback = "8",
             .unit = "s",
             .text = "how long a touched control holds, and glides back",
             .take = take<[](EnsembleBox& b, double value) { b.core().set_handback(value); }>},
            {.name = "latch",
             .type = on_off(),
             .fallback = "0",
             .text = "1: touched controls hold until the agent is freed",
             .take = take<[](EnsembleBox& b, bool on) { b.core().set_latch(on); }>},
            {.name = "keep",
             .type = on_off(),
             .text = "1: moods and behaviours stay, and who sounds together comes to like each other",
             .take = take<[](EnsembleBox& b, bool on) { b.core().keep(on); }>},
            {.name = "back",
             .text = "sets everything back to what it was 20 s ago",
             .take = take<[](EnsembleBox& b) { b.core().back(); }>},
            {.name = "change",
             .text = "draws all moods and behaviours anew",
             .take = take<[](EnsembleBox& b) { b.core().change(); }>},
            {.name = "record",
             .type = on_off(),
             .text = "1: what is played along becomes a score",
             .take = take<[](EnsembleBox& b, bool on) { b.core().record(on); }>},
            {.name = "write",
             .type = symbol("a file"),
             .text = "writes what was recorded, beside the score",
             .take = take<&EnsembleBox::write>}};
}

std::vector<Row> info_rows()
{
    return {{.name = "agents", .text = "how many", .in = kInfo, .tell = tell<&EnsembleBox::tell_cast>},
            told("agent", "number, name and model"),
            told("speakers", "the score's angles, in the order of channels"),
            told("length", "of the whole, in seconds"),
            told("state", "an agent's, its behaviour, and why"),
            told("mood", "an agent's"),
            told("fault", "what fails in an agent's cycle"),
            told("angle", "an agent's, in degrees, as soon as it changes"),
            told("taken", "1 while an agent has a performer's hand on it"),
            told("waits", "each second before start-at's time: how many are left"),
            told("clock", "each second: seconds in the part, of the part, of the whole"),
            told("next", "line, time and words of the next three lines"),
            told("mark", "a mark of the score"),
            told("end", "of the score")};
}

Table ensemble_table()
{
    Table table{.name = "ensemble",
                .text = "agents that play together under a score",
                .rows = score_rows(),
                .otherwise = [](Object& object, t_symbol* selector,
                                Atoms atoms) { return static_cast<EnsembleBox&>(object).other(selector, atoms); },
                .others = "and lines of a score without their time: 3 density 0.5 over 10, 1 cue, tutti 8, silence 3"};
    for (auto make : {playing_rows, info_rows})
        for (Row& row : make()) table.rows.push_back(std::move(row));
    return table;
}

}  // namespace
}  // namespace latentjam::pd

void ensemble_setup()
{
    static const latentjam::pd::Table kTable = latentjam::pd::ensemble_table();
    latentjam::pd::object_setup<latentjam::pd::EnsembleBox>(kTable);
}
