// The words of a patch.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/stage.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using namespace latentjam::stage;
using latentjam::test::Listening;

TEST_CASE("A number without value answers its value, with one it is set")
{
    Listening patch({"tempo 100 200 130", "new -act"});
    CHECK(patch.say("tempo").lines == std::vector<std::string>{"tempo 130"});
    CHECK(patch.say("tempo 150").status);
    CHECK(patch.number("tempo") == 150);
    const int sent = patch.sent;
    CHECK(patch.say("new").lines.empty());
    CHECK(patch.sent == sent + 1);
    CHECK(!patch.say("nonsense 1").is_known);
    CHECK(patch.say("length").is_known);
}

TEST_CASE("words tells every control with what it takes and what it has")
{
    Listening patch({"tempo 100 200 130 -unit bpm", "glide -words off linear"});
    const auto lines = patch.say("words").lines;
    CHECK(std::find(lines.begin(), lines.end(), "tempo: 100 to 200 bpm (130), cc 16") != lines.end());
    CHECK(std::find(lines.begin(), lines.end(), "glide: off, linear (off)") != lines.end());
    for (const std::string& word : patch.stage.words()) CHECK(patch.say(word + " 1").is_known);
}

TEST_CASE("A word reaches all controls that have it, as far as they accept the value")
{
    Listening patch({"tempo 60 180 120", "tempo 60 240 161.5", "seed 0 99 1 -whole", "seed 0 99 2 -whole"});
    patch.say("tempo 150");
    CHECK(patch.number("tempo") == 150);
    CHECK(patch.number("tempo-2") == 150);
    CHECK(patch.say("tempo 200").status);
    CHECK(patch.number("tempo") == 150);
    CHECK(patch.number("tempo-2") == 200);
    CHECK(!patch.say("tempo 300").status);
    patch.say("tempo-2 70");
    CHECK(patch.number("tempo") == 150);
    patch.say("seed 7");
    CHECK(patch.number("seed") + patch.number("seed-2") == 14);
    CHECK(patch.say("seed").lines.size() == 2);
    patch.now_s += 1;
    patch.say("undo");  // one word, one act
    CHECK(patch.number("seed") + patch.number("seed-2") == 3);
}

TEST_CASE("home brings everything back to how it was opened, in one act")
{
    Listening patch({"x 0 1 0.5", "glide -words off linear", "volume -60 6 0 -live", "playing -toggle 0 -live"});
    patch.say("x 1");
    patch.say("glide linear");
    patch.say("volume -20");
    patch.say("start");
    patch.say("home");
    CHECK(patch.number("x") == 0.5);
    CHECK(patch.text("glide") == "off");
    CHECK(patch.number("volume") == 0);
    CHECK(patch.number("playing") == 1);
    patch.say("undo");
    CHECK(patch.number("x") == 1);
    CHECK(patch.text("glide") == "linear");
}

TEST_CASE("start and stop move the switch that plays, or are acts of the patch")
{
    Listening patch({"playing -toggle 0 -live"});
    patch.say("start");
    CHECK(patch.number("playing") == 1);
    patch.say("stop");
    CHECK(patch.number("playing") == 0);
    Listening other({"start -act"});
    const int sent = other.sent;
    other.say("start");
    CHECK(other.sent == sent + 1);
}

TEST_CASE("Panic stops what plays and what moves")
{
    Listening patch({"playing -toggle 0 -live", "x 0 1 0"});
    patch.say("store 1");
    patch.say("x 1");
    patch.say("start");
    patch.say("fade 1 10");
    CHECK(patch.stage.moves().is_moving());
    patch.say("panic");
    CHECK(!patch.stage.moves().is_moving());
    CHECK(patch.number("playing") == 0);
}

TEST_CASE("Taps set the tempo in its range")
{
    Listening patch({"tempo 100 200 130"});
    patch.say("tap");
    patch.say("tap", 0.4);
    CHECK(std::abs(patch.number("tempo") - 150) < 1e-3);
    patch.say("tap", 5);
    patch.say("tap", 0.75);  // 80: twice that is in the range
    CHECK(std::abs(patch.number("tempo") - 160) < 1e-3);
}
