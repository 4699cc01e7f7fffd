// Actions: read, written and read back; what is wrong is named.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/action.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::score::agents;

namespace {

const Groups kGroups{{"sirens", first_agents(6)}, {"ghosts", ~first_agents(6)}};

Result<Action> read(std::string_view line)
{
    Words words(line);
    return read_action(words, kGroups, 8);
}

}  // namespace

TEST_CASE("Every action is the same after it was written and read")
{
    for (const char* line : {"1 density 0.5",
                             "sirens density 0.3 0.2 0.35 0.3 0 0.25",
                             "1,3 gain -12 over 30",
                             "1-6 tempo 0.6 over 9 curve exp",
                             "8 near 0 over 15 curve s",
                             "all mood dream",
                             "6 cue",
                             "1,3-5 rest",
                             "ghosts mute",
                             "all free",
                             "1 solo 12",
                             "2 solo",
                             "2 hold",
                             "3 hold 8",
                             "4 fail",
                             "tutti 100",
                             "silence 3",
                             "gather 0 40",
                             "gather -90 2",
                             "scatter 60",
                             "limit 0 3",
                             "weights own shadow mirror couple oppose 0.6 0.2 0.05 0.1 0.05",
                             "weights mirror 1",
                             "mark a",
                             "goto a",
                             "goto a times 3",
                             "end"}) {
        INFO(line);
        const auto action = read(line);
        REQUIRE(action);
        const auto again = read(text_of(*action));
        REQUIRE(again);
        CHECK(*again == *action);
    }
}

TEST_CASE("What is no action is refused in one line that names the word")
{
    for (const char* line : {"",
                             "9 cue",
                             "0 cue",
                             "1-9 cue",
                             "3-1 cue",
                             "1, cue",
                             "1;2 cue",
                             "1.5 cue",
                             "nobody cue",
                             "1",
                             "1 desnity 1",
                             "1 density",
                             "1 density x",
                             "1 density 2",
                             "1 density -1",
                             "1 density 0.1 0.2",
                             "sirens density 0.1 0.2",
                             "1 density 0.1 over",
                             "1 density 0.1 over -3",
                             "1 density 0.1 over x",
                             "1 density 0.1 over 3 curve round",
                             "1 density 0.1 under 3",
                             "1 mood",
                             "1 mood sad",
                             "1 cue now",
                             "1 solo -1",
                             "tutti",
                             "tutti x",
                             "silence",
                             "silence -2",
                             "gather",
                             "gather 0",
                             "gather 900 1",
                             "scatter",
                             "limit",
                             "limit 1",
                             "limit 3 2",
                             "limit 0.5 2",
                             "limit 0 99",
                             "weights",
                             "weights own",
                             "weights own x",
                             "weights own 0",
                             "weights poke 1",
                             "weights own -1",
                             "mark",
                             "goto",
                             "goto a times",
                             "goto a times 0",
                             "goto a times 1.5",
                             "end 1",
                             "1 gain nan"}) {
        INFO(line);
        const auto action = read(line);
        REQUIRE_FALSE(action);
        CHECK_FALSE(action.message().empty());
        CHECK(action.message().find('\n') == std::string::npos);
    }
    CHECK(read("1 desnity 1").message().starts_with("'desnity': after the agents comes cue, rest, mute"));
    CHECK(read("9 cue").message() ==
          "'9': there are 8 agents, from 1 to 8; agents are written 3 or 1,3 or 1-6 or "
          "ghosts, sirens, all");
}

TEST_CASE("Agents are written as briefly as they can be read")
{
    for (const char* word : {"1", "1,3", "1-6", "2-3,5,7-8"}) CHECK(text_of(*agents_of(word, kGroups, 8)) == word);
    CHECK(text_of(*agents_of("ghosts", kGroups, 8)) == "7-8");
    CHECK(text_of(*agents_of("all", kGroups, 3)) == "1-3");
}
