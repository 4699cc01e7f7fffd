// The lines of a score: a hundred that are wrong, each named, none of them in the way of the others.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/score_reader.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace latentjam::score::agents;

namespace {

const std::vector<const char*> kBroken{"titel x",
                                       "title",
                                       "seed",
                                       "seed x",
                                       "seed -1",
                                       "seed 1.5",
                                       "seed 1 2",
                                       "speakers",
                                       "speakers left",
                                       "speakers 0 x",
                                       "speakers 400",
                                       "speakers 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
                                       "order",
                                       "order random",
                                       "order wave wave",
                                       "stretch",
                                       "stretch 0",
                                       "stretch -1",
                                       "stretch x",
                                       "pulse",
                                       "pulse -1",
                                       "pulse 99",
                                       "agent",
                                       "agent 9",
                                       "agent 2 model a home 0 cycle 1",
                                       "agent x model a home 0 cycle 1",
                                       "agent 4",
                                       "agent 4 model",
                                       "agent 4 model a",
                                       "agent 4 model a home 0",
                                       "agent 4 model a cycle 1",
                                       "agent 4 home 0 cycle 1",
                                       "agent 4 model a home x cycle 1",
                                       "agent 4 model a home 0 cycle 0",
                                       "agent 4 model a home 0 cycle x",
                                       "agent 4 model a home 0 cycle 1 colour red",
                                       "agent 4 model a home 0 cycle 1 name",
                                       "agent 4 model a home 0 cycle 1 pathway",
                                       "group",
                                       "group 1 1",
                                       "group all 1",
                                       "group g",
                                       "group g 9",
                                       "group g 1 2",
                                       "affinity",
                                       "affinity 1",
                                       "affinity 1 2",
                                       "affinity 1 2 3",
                                       "affinity 1 9 .5",
                                       "affinity 1 2 .5 .5",
                                       "part",
                                       "part p",
                                       "part p x",
                                       "part p 0:00",
                                       "part p 5",
                                       "part p 1:00 gap",
                                       "part p 1:00 gap x",
                                       "part p 1:00 gap -1",
                                       "part p 1:00 2:00",
                                       "at",
                                       "at x",
                                       "at 0:00",
                                       "at 1:00",
                                       "at 9:59 1 cue",
                                       "at 0:10 9 cue",
                                       "at 0:10 1",
                                       "at 0:10 1 density",
                                       "at 0:10 1 density x",
                                       "at 0:10 1 density 2",
                                       "at 0:10 1 density .1 .2",
                                       "at 0:10 1 cue twice",
                                       "at 0:60 1 cue",
                                       "at -0:10 1 cue",
                                       "at +x 1 cue",
                                       "at +900 1 cue",
                                       "at 0:10 limit 2 1",
                                       "at 0:10 weights own",
                                       "at 0:10 goto",
                                       "at 0:10 end now",
                                       "every",
                                       "every x silence 1",
                                       "every 5",
                                       "every 5-2 silence 1",
                                       "every 0-1 silence 1",
                                       "every 1-2",
                                       "every 1-2 silence 1 from",
                                       "every 1-2 silence 1 from x",
                                       "every 1-2 silence 1 from 0:40 until 0:20",
                                       "every 1-2 silence 1 until x",
                                       "every 1-2 1 jump",
                                       "if",
                                       "if x",
                                       "if silence",
                                       "if silence = 3 for 0 then 1 cue",
                                       "if silence > x for 0 then 1 cue",
                                       "if silence > 3 then 1 cue",
                                       "if silence > 3 for x then 1 cue",
                                       "if silence > 3 for 0 1 cue",
                                       "if silence > 3 for 0 then",
                                       "if silence > 3 for 0 then 1 cue again",
                                       "if silence > 3 for 0 then 1 cue again x",
                                       "if silence > 3 for 0 then 1 cue often",
                                       "if silence > 3 for 0 then 9 cue once"};

}  // namespace

TEST_CASE("A hundred broken lines: each is named in one line and left out, the rest is read")
{
    const std::string head =
        "title T\nagent 1 model a home 0 cycle 1\nagent 2 model a home 0 cycle 1\n"
        "agent 3 model a home 0 cycle 1\npart p 1:00\nat 0:01 1 cue\n";
    const std::string tail = "at 0:02 2 cue\n";
    const Score whole = read_score(head + tail).score;
    REQUIRE(kBroken.size() >= 100);
    for (const char* line : kBroken) {
        INFO(line);
        const ReadScore read = read_score(head + line + "\n" + tail);
        REQUIRE(read.errors.size() == 1);
        CHECK(read.errors[0].starts_with("line 7: "));
        CHECK(read.errors[0].size() > 20);
        CHECK(read.score == whole);
    }
}

TEST_CASE("What stands in a part needs a part, and +s counts from the line above")
{
    CHECK_FALSE(ScoreReader().read_line("at 0:00 end"));
    CHECK_FALSE(ScoreReader().read_line("every 1-2 end"));
    CHECK_FALSE(ScoreReader().read_line("if crowd > 1 for 0 then end"));
    ScoreReader reader;
    REQUIRE(reader.read_line("part p 1:00"));
    REQUIRE(reader.read_line("at 0:10 mark a"));
    REQUIRE(reader.read_line("at +2.5 mark b"));
    REQUIRE(reader.read_line("at +1 mark c"));
    CHECK(reader.score().parts[0].commands[2].begin_s == 13.5);
}

TEST_CASE("A score's own groups take the place of sirens and ghosts")
{
    ScoreReader reader;
    REQUIRE(reader.read_line("agent 1 model a home 0 cycle 1"));
    REQUIRE(reader.read_line("agent 2 model a home 0 cycle 1"));
    REQUIRE(reader.read_line("group low 1-2"));
    REQUIRE(reader.read_line("part p 1:00"));
    CHECK(reader.read_line("at 0:00 low cue"));
    CHECK_FALSE(reader.read_line("at 0:00 sirens cue"));
}
