// Scores as texts: read, written and read back.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/score.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace latentjam::score::agents;

TEST_CASE("A score is the same after it was written and read")
{
    const ReadScore read = read_score(
        "title Three Of Them\nseed 9\nspeakers -30 30 110 -110\norder cinema\nstretch .5\n"
        "pulse .25\nagent 1 model a.ts pathway p.npy bend b.log home -30 cycle 3 name One\n"
        "agent 2 model b.ts home 30.5 cycle 0.3\naffinity 1 2 -.4\n"
        "group both 1-2\npart first 1:30.5 gap 3.5\nat 0:00 both density .2 .3\n"
        "at +4 1 cue\nevery 45-75 silence 4 from 0:40 until 1:20\n"
        "if loud <= -30 for 2 then 2 cue again 30\nif crowd > 1 for 0 then end once\n"
        "part second 0:10\nat 0:01.25 goto a times 2\nat 0:01 mark a\n");
    REQUIRE(read.errors.empty());
    const ReadScore again = read_score(text_of(read.score));
    CHECK(again.errors.empty());
    CHECK(again.score == read.score);
    CHECK(text_of(again.score) == text_of(read.score));
    CHECK(std::abs(read.score.length_s() - .5 * (90.5 + 3.5 + 10)) < 1e-9);
}

TEST_CASE("Cinemas have another order of channels")
{
    const std::string wave = "speakers -30 30 0 -135 135 -90 90\n";
    CHECK(read_score(wave).score.ordered_speakers() == std::vector<double>{-30, 30, 0, -135, 135, -90, 90});
    CHECK(read_score(wave + "order cinema\n").score.ordered_speakers() ==
          std::vector<double>{-30, 0, 30, -90, 90, -135, 135});
    CHECK(read_score("speakers -30 30\norder cinema\n").score.ordered_speakers() == std::vector<double>{-30, 30});
}

TEST_CASE("An empty text is an empty score")
{
    const ReadScore read = read_score("\n# nothing\n\n");
    CHECK(read.errors.empty());
    CHECK(read.score.agents.empty());
    CHECK(read.score.length_s() == 0);
    CHECK(read_score(text_of(read.score)).score == read.score);
}

TEST_CASE("Latent Russando's score has no error: 32:50, eight agents, three parts")
{
    const auto read = read_score_file(std::string(LATENTJAM_PATCHES) + "/latent-russando/latent-russando.score");
    REQUIRE(read);
    for (const std::string& error : read->errors) UNSCOPED_INFO(error);
    CHECK(read->errors.empty());
    CHECK(read->score.agents.size() == 8);
    CHECK(read->score.parts.size() == 3);
    CHECK(read->score.length_s() == 1970);
    CHECK(read_score(text_of(read->score)).score == read->score);
}

TEST_CASE("A score goes through a file, and a missing one is named")
{
    const latentjam::test::TemporaryFolder folder;
    const Score score = read_score("agent 1 model a home 0 cycle 1\npart p 0:10\nat 0:01 1 cue\n").score;
    const std::string path = (folder.path() / "a.score").string();
    REQUIRE(write_score_file(score, path));
    CHECK(read_score_file(path)->score == score);
    CHECK(read_score_file(path + "x").message().starts_with("score '" + path + "x'"));
    CHECK_FALSE(write_score_file(score, (folder.path() / "no" / "a.score").string()));
}
