// Acts: every line is read back as it was written, and what does not fit is refused in words.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/act.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

Result<Act> read(const std::string& line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return read_act(words);
}

}  // namespace

TEST_CASE("Verbs stand in their table at their own place, each with a sentence")
{
    for (std::size_t i = 0; i < verbs().size(); ++i) {
        CHECK(static_cast<std::size_t>(verbs()[i].verb) == i);
        CHECK(std::string(verbs()[i].text).size() > 4);
    }
}

TEST_CASE("Lines become acts and acts the same lines")
{
    for (const char* line : {"mut 3 0.25", "rnd 16", "kind 2 walk", "walk 1 blender", "put 3 21 7 -0.5", "lock 4 2 1",
                             "lock-frame 4 100 0", "play left 3", "speed right -0.33333334", "lean left 2 -1.5",
                             "link 1", "map scaled", "master 16777215", "canon 4", "again", "mut 1"}) {
        INFO(line);
        const auto act = read(line);
        REQUIRE(act);
        CHECK(text_of(*act) == line);
    }
    for (const VerbFacts& verb : verbs()) {
        Act act{verb.verb, verb.owner == Owner::kAll ? 0 : 1};
        if (verb.values > 0) act.values[static_cast<std::size_t>(verb.values - 1)] = static_cast<float>(verb.most);
        const auto again = read(text_of(act));
        INFO(text_of(act));
        REQUIRE(again);
        CHECK(*again == act);
    }
}

TEST_CASE("Without a slot an act means the chosen one; a column has to be named")
{
    CHECK(read("mut 0.5")->target == 0);
    CHECK(read("mut 5 0.5")->target == 5);
    CHECK(read("kind sparse")->values[0] == 5);
    CHECK(read("play 2 9")->target == 2);
    CHECK_FALSE(read("play 9"));
}

TEST_CASE("What does not fit is refused, with what would")
{
    CHECK(read("mute 3").message().find("no such act; there are kind, seed") != std::string::npos);
    CHECK(read("mut 3 2").message() == "'mut 3 2': it is mut [<slot>] 0..1");
    CHECK(read("kind 3 waltz").message() ==
          "'kind 3 waltz': it is kind [<slot>] uniform, bates, normal, learned, walk, sparse, noise, file");
    for (const char* line : {"", "mut", "mut 17 0.5", "mut 1.5 0.5", "mut 1 nan", "frames 0", "frames 2.5", "seed -1",
                             "seed 1000000", "put 1 2 64 0", "put 4096 1 0", "speed left 5", "speed up 1",
                             "lean left 1", "link 2", "rnd 1 2", "map left", "lock 1 0.5 1"}) {
        INFO(line);
        CHECK_FALSE(read(line));
    }
}
