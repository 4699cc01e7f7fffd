// The usual score, its members and the presets of its sections.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/score.h"

#include <catch2/catch_test_macros.hpp>

using latentjam::Status;
using namespace latentjam::score::fibonacci;

namespace {

Status change_by(Score& score, std::string_view word, std::vector<Token> tokens) { return change(score, word, tokens); }

}  // namespace

TEST_CASE("A name puts the top on its highest member up to 34, and a higher top adds members")
{
    Score score = usual_score();
    REQUIRE(change_by(score, "sequence", {"padovan"}));
    CHECK(score.top == 28);
    REQUIRE(change_by(score, "top", {55.0}));
    CHECK(score.members.back() == 49);
    CHECK(score.is_member(55));
    CHECK_FALSE(score.is_member(54));
}

TEST_CASE("Sections that are members have a preset: the five of the original for its eight")
{
    const Score score = usual_score();
    REQUIRE(score.presets.size() == 5);
    CHECK(score.presets.at(1) == Preset{true, false, 1, 1});
    CHECK(score.presets.at(2) == Preset{true, false, 0, 1});
    CHECK(score.presets.at(3) == Preset{true, true, 1, 1});
    CHECK(score.presets.at(5) == Preset{true, true, 0, 1});
    CHECK(score.presets.at(8) == Preset{true, true, 1, 1});
}

TEST_CASE("The original score differs from the usual one in its accidents alone")
{
    Score score = original_score();
    CHECK(score.is_original);
    CHECK(score.rings_twice);
    CHECK(score.rules.chord_every == 8);
    score.is_original = false;
    score.rings_twice = false;
    score.rules.chord_every = 7;
    CHECK(score == usual_score());
}
