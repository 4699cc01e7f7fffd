// Knobs, pads and keys.
// SPDX-License-Identifier: BSD-3-Clause
#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::stage;
using latentjam::test::Listening;

TEST_CASE("A controller moves its control through its range")
{
    Listening patch(
        {"tempo 100 200 130", "glide -words off linear cubic -cc 40", "auto -toggle 0 -cc 64", "new -act -cc 65"});
    Stage& stage = patch.stage;
    stage.controller(16, 0, 1, 11);
    CHECK(patch.number("tempo") == 100);
    stage.controller(16, 127, 1, 11.1);
    CHECK(patch.number("tempo") == 200);
    stage.controller(40, 64, 1, 11.2);
    CHECK(patch.text("glide") == "linear");
    stage.controller(64, 100, 1, 11.3);
    CHECK(patch.number("auto") == 1);
    const int sent = patch.sent;
    for (const int value : {10, 70, 90, 127, 0, 127}) stage.controller(65, value, 1, 12);
    CHECK(patch.sent == sent + 2);  // each rise is one act
    CHECK(patch.stage.board().history().undoable() == 3);
    stage.controller(99, 5, 1, 13);  // moves nothing
}

TEST_CASE("Pads do acts, turn switches and recall slots")
{
    Listening patch({"auto -toggle 0 -note 50", "glide -words off linear -note 51", "x 0 1 0"});
    Stage& stage = patch.stage;
    CHECK(stage.note(50, 100, 1, 11));
    CHECK(patch.number("auto") == 1);
    CHECK(stage.note(50, 0, 1, 11.1));
    CHECK(patch.number("auto") == 1);
    stage.note(51, 100, 1, 12);
    CHECK(patch.text("glide") == "linear");
    stage.note(51, 100, 1, 13);
    CHECK(patch.text("glide") == "off");
    patch.say("store 2");
    patch.say("x 1");
    CHECK(stage.note(37, 64, 10, patch.now_s + 1));
    CHECK(patch.number("x") == 0);
    CHECK(!stage.note(72, 64, 1, patch.now_s));
    patch.say("x 1");
    stage.program(2, patch.now_s + 1);
    CHECK(patch.number("x") == 0);
}

TEST_CASE("Learn: click, move, done; in either order; forget; and kept")
{
    Listening patch({"x 0 1 0", "y 0 1 0"});
    Stage& stage = patch.stage;
    patch.say("learn");
    patch.hand("y", 0.5);
    stage.controller(90, 10, 3, patch.now_s);
    CHECK(!stage.is_learning());
    CHECK(patch.kept == 1);
    CHECK(patch.shown == "y: cc 90 on channel 3");
    stage.controller(90, 127, 3, patch.now_s + 1);
    CHECK(patch.number("y") == 1);

    patch.say("learn");
    stage.note(60, 100, 1, patch.now_s);
    patch.hand("x", 0.25);
    stage.note(60, 127, 1, patch.now_s + 1);
    CHECK(patch.number("x") == 1);

    patch.say("learn x");
    stage.controller(91, 0, 1, patch.now_s + 2);
    stage.controller(91, 0, 1, patch.now_s + 2.1);
    CHECK(patch.number("x") == 0);

    patch.say("forget y");
    stage.controller(90, 0, 3, patch.now_s + 3);
    CHECK(patch.number("y") == 1);
    CHECK(patch.kept == 4);
    CHECK(!patch.say("learn nix").status);
    patch.say("learn");
    patch.say("learn");
    CHECK(!stage.is_learning());
}

TEST_CASE("CC 1 is the fader where nothing else has it")
{
    Listening patch({"x 0 1 0"});
    patch.say("store 1");
    patch.say("x 1");
    patch.say("store 2");
    patch.stage.controller(1, 0, 1, patch.now_s + 1);
    CHECK(patch.number("x") == 0);
    patch.stage.controller(1, 127, 1, patch.now_s + 1.1);
    CHECK(patch.number("x") == 1);
}

TEST_CASE("A MIDI clock sets the tempo, starts and stops, and is no act")
{
    Listening patch({"tempo 100 200 130", "playing -toggle 0 -live"});
    patch.stage.realtime(250, 20);
    CHECK(patch.number("playing") == 1);
    for (int i = 0; i < 100; ++i) patch.stage.realtime(248, 20 + i * 60 / (150.0 * 24));
    CHECK(std::abs(patch.number("tempo") - 150) < 0.01);
    CHECK(patch.stage.board().history().undoable() == 0);
    patch.stage.realtime(252, 30);
    CHECK(patch.number("playing") == 0);
}

TEST_CASE("Keys are the same in every patch, and letters are the piece's")
{
    Listening patch({"x 0 1 0", "n 0 100 50 -whole", "playing -toggle 0 -live"});
    const auto press = [&](const std::string& key) { return patch.stage.key(key, patch.now_s += 1); };
    CHECK(press("Space"));
    CHECK(patch.number("playing") == 1);
    CHECK(patch.stage.key("Space", patch.now_s + 0.05));  // held down
    CHECK(patch.number("playing") == 1);
    CHECK(press("plus"));
    CHECK(press("3"));
    CHECK(patch.stage.board().slot(2));
    press("Right");
    press("Up");
    CHECK(std::abs(patch.number("x") - 0.02) < 1e-6);
    press("Right");
    press("Down");
    CHECK(patch.number("n") == 48);
    press("3");
    CHECK(patch.number("n") == 50);
    CHECK(patch.number("x") == 0);
    press("9");
    CHECK(patch.number("n") == 48);
    press("0");
    CHECK(patch.number("n") == 50);
    CHECK(!press("a"));
    CHECK(!press("F5"));
    CHECK(press("Escape"));
    CHECK(patch.number("playing") == 0);
}
