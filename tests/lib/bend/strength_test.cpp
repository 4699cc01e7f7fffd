// Bends at a part of their strength: nothing at 0, as written at 1, and their numbers between.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/strength.h"

#include "bend/log.h"
#include "bend/operation.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

using namespace latentjam::bend;

namespace {

std::string at(const std::string& line, double strength)
{
    return text_of(at_strength(*read_entry(words_of(line)), strength));
}

}  // namespace

TEST_CASE("Half a bend has half of its number, counted from where it does nothing")
{
    CHECK(at("a scale 3", .5) == "bend a scale 2");
    CHECK(at("a squeeze 0.5", .5) == "bend a squeeze 0.75");
    CHECK(at("a mask 0.5 9", .5) == "bend a mask 0.75 9");
    CHECK(at("a offset -1", .25) == "bend a offset -0.25");
    CHECK(at("a rnormal 0.6 3", .5) == "bend a rnormal 0.3 3");
    CHECK(at("a roll 0.3 0", .5) == "bend a roll 0.15 0");
    CHECK(at("a part 0.5 1 channels 0 3 offset 2", .5) == "bend a part 0.5 1 channels 0 3 offset 1");
    CHECK(at("a tamper 2 0.4 100 30 1 9", .5) == "bend a tamper 1.5 0.2 50 30 1 9");
    CHECK(at("blend other 0.5 dec*", .5) == "bend dec* blend other 0.25");
    CHECK(at("act x gain 2-3 0", .5) == "act x gain 2-3 0.5");
    CHECK(at("act x offset all 1", .5) == "act x offset all 0.5");
    CHECK(at("act x noise 0.3 8", .5) == "act x noise 0.15 8");
    CHECK(at("act x fraction 0.5 flip", .5) == "act x fraction 0.25 flip");
    CHECK(at("act x oscillate 2 0.5 1", .5) == "act x oscillate 2 0.25 1");
}

TEST_CASE("What has no half is there from half on; a number that a control moves stays")
{
    for (const char* line : {"bend a flip", "bend a clip 0.5", "bend a permute 0 3", "act x ablate 3",
                             "bend a draw 0.1 -0.5", "bend a quantize 8"}) {
        CHECK(at(line, .49) == std::string("off ") + line);
        CHECK(at(line, .5) == line);
    }
    CHECK(at("act x gain all @depth", .3) == "act x gain all @depth");
}

TEST_CASE("A log is empty at 0 and itself at 1; what is off stays off")
{
    const auto log = parse_log("a scale 3\noff b offset 1\nact x noise 0.3\nc flip\n").entries;
    CHECK(at_strength(log, 0).empty());
    CHECK(line_of(at_strength(log, 1)) == "bend a scale 3 | act x noise 0.3 | bend c flip");
    CHECK(line_of(at_strength(log, .1)) == "bend a scale 1.2 | act x noise 0.03");
    CHECK(line_of(at_strength(log, 7)) == line_of(at_strength(log, 1)));
}

TEST_CASE("A log at rest has its bends, and they change no weight")
{
    const auto log = parse_log(
        "a scale 3\na offset 1\na noise 0.2 4\na normal 0.3 5\na rnormal 0.4 6\na roll 0.4\n"
        "a squeeze 0.5\na mask 0.5 9\na tamper 2 0.4 100 30 0 9\noff a scale 2\na flip\n"
        "a tamper 2 0.4 100 30 1 9\n"
        "act x noise 0.3\na roll 0.3 0\na part 0.5 1 offset 1.5\n");
    REQUIRE(log.remarks.empty());
    const auto rest = at_rest(log.entries);
    CHECK(rest.size() ==
          11);  // without flip and inverted signs, which have no mild form, what is off, and what is no weight
    std::vector<float> own{.5F, -1.25F, 3, .1F, -7e-4F, 2, .3F, -.9F};
    for (const auto& entry : rest) {
        CAPTURE(text_of(*entry));
        std::vector<float> weights = own;
        const std::array<std::int64_t, 2> shape{4, 2};
        CHECK(apply(*entry->operation(), weights, shape));
        CHECK(weights == own);
    }
    CHECK(line_of(at_rest(parse_log("a scale 3\nact x noise 0.3\n").entries)) == "bend a scale 1");
}
