// Scores: changed by messages, written as messages, and read back.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/score.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using latentjam::Status;
using namespace latentjam::score::fibonacci;

namespace {

Status change_by(Score& score, std::string_view word, std::vector<Token> tokens) { return change(score, word, tokens); }

}  // namespace

TEST_CASE("A score is the same after it was written and read, whatever it was read into")
{
    Score score = usual_score();
    REQUIRE(change_by(score, "sequence", {"lucas"}));
    REQUIRE(change_by(score, "top", {47.0}));
    REQUIRE(change_by(score, "sections", {13.0}));
    REQUIRE(change_by(score, "preset", {4.0, "off"}));
    REQUIRE(change_by(score, "preset", {6.0, 0.0, 1.0, 0.0, 0.25}));
    REQUIRE(change_by(score, "rule", {"rare", 0.3}));
    REQUIRE(change_by(score, "rule", {"hats", 3.0}));
    REQUIRE(change_by(score, "bass", {"without", 34.0, 5000.0, 1.5, 2.25}));
    REQUIRE(change_by(score, "twice", {1.0}));

    Score other = usual_score();
    REQUIRE(change_by(other, "sequence", {1.0, 4.0, 9.0}));
    REQUIRE(from_text(other, to_text(score)));
    CHECK(other == score);
    CHECK(to_text(other) == to_text(score));

    Score own = usual_score();
    REQUIRE(change_by(own, "sequence", {4.0, 9.0, 1.0}));
    REQUIRE(from_text(score, to_text(own)));
    CHECK(score.members == std::vector<int>{1, 4, 9});
    CHECK(score.top == 9);
}

TEST_CASE("What cannot be is refused in one line, and changes nothing")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::pair<std::string, std::vector<Token>>> bad{{"sequence", {}},
                                                                      {"sequence", {"fibonacci", 3.0}},
                                                                      {"sequence", {0.0}},
                                                                      {"sequence", {"nothing"}},
                                                                      {"top", {}},
                                                                      {"top", {0.0}},
                                                                      {"top", {1e9}},
                                                                      {"top", {"high"}},
                                                                      {"top", {2.5}},
                                                                      {"top", {nan}},
                                                                      {"sections", {0.0}},
                                                                      {"sections", {1e6}},
                                                                      {"track", {0.0}},
                                                                      {"track", {-3.0}},
                                                                      {"twice", {2.0}},
                                                                      {"preset", {}},
                                                                      {"preset", {1.0}},
                                                                      {"preset", {1.0, 1.0, 1.0, 2.0, 1.0}},
                                                                      {"preset", {1.0, 1.0, 1.0, 1.0, nan}},
                                                                      {"preset", {0.0, "off"}},
                                                                      {"rule", {}},
                                                                      {"rule", {"hats", 0.0}},
                                                                      {"rule", {"rare", 1.5}},
                                                                      {"rule", {"hat", 1.0}},
                                                                      {"bass", {"with", 1.0}},
                                                                      {"bass", {"sometimes", 1.0, 1.0, 1.0, 1.0}},
                                                                      {"bass", {"with", 1.0, nan, 1.0, 1.0}},
                                                                      {"tempo", {120.0}}};
    for (const auto& [word, tokens] : bad) {
        Score score = usual_score();
        const Status status = change_by(score, word, tokens);
        CAPTURE(word, tokens.size(), status.message());
        CHECK_FALSE(status);
        CHECK(status.message().size() > word.size() + 10);
        CHECK(status.message().find('\n') == std::string::npos);
        CHECK(score == usual_score());
    }
}

TEST_CASE("A file with one bad line is refused whole, and the line is named")
{
    Score score = usual_score();
    const Status status = from_text(score, "track 5;\n\nsections 3;\n top none;\n");
    CHECK(status.message().find("line 3: top none") == 0);
    CHECK(score == usual_score());
    CHECK(from_text(score, ""));
    CHECK(from_text(score, " track 5 ;\n;;"));
    CHECK(score.cycles == 5);
    CHECK_FALSE(from_text(score, std::string(100000, '\xff')));
}

TEST_CASE("Exactly the words that change a score are score words")
{
    for (const auto* word : {"sequence", "top", "sections", "track", "twice", "preset", "rule", "bass"})
        CHECK(is_score_word(word));
    for (const auto* word : {"", "seed", "tops", "Top"}) CHECK_FALSE(is_score_word(word));
}
