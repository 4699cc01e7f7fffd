// Recall at the next loop, morph, fade and walk.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/moves.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::stage;
using latentjam::test::Listening;

namespace {

/// Two slots: x and y are 0 and "off", then 1 and "on".
Listening two_slots() { return Listening({"x 0 1 0", "w -words off on", "n 0 10 0 -whole"}); }

void fill(Listening& patch)
{
    patch.say("store 1");
    patch.say("x 1");
    patch.say("w on");
    patch.say("n 10");
    patch.say("store 2");
}

/// 20 ms after 20 ms.
void play(Listening& patch, double seconds)
{
    for (double s = 0; s < seconds - 1e-9; s += 0.02) {
        patch.now_s += 0.02;
        patch.stage.moves().advance(patch.now_s);
    }
}

}  // namespace

TEST_CASE("A recall waits for the loop, and for the bar when told so")
{
    auto patch = two_slots();
    fill(patch);
    Moves& moves = patch.stage.moves();
    patch.say("recall 1");
    CHECK(patch.number("x") == 0);  // no loop was ever heard: at once
    moves.loop_begins(patch.now_s);
    patch.say("recall 2");
    CHECK(moves.queued() == 2);
    CHECK(patch.number("x") == 0);
    moves.bar_begins(patch.now_s);
    CHECK(patch.number("x") == 0);
    moves.loop_begins(patch.now_s + 1);
    CHECK(patch.number("x") == 1);
    CHECK(patch.text("w") == "on");
    CHECK(moves.queued() == 0);
    patch.say("when bar");
    patch.say("recall 1");
    moves.loop_begins(patch.now_s);
    CHECK(patch.number("x") == 1);
    moves.bar_begins(patch.now_s);
    CHECK(patch.number("x") == 0);
    patch.say("recall 2", 100);  // the loops have stopped
    CHECK(patch.number("x") == 1);
}

TEST_CASE("A recall takes its time, evenly, and is one act")
{
    auto patch = two_slots();
    fill(patch);
    patch.say("when now");
    const auto acts = patch.stage.board().history().undoable();
    patch.say("fade 1 2");
    play(patch, 1);
    CHECK(std::abs(patch.number("x") - 0.5) < 0.02);
    CHECK(patch.number("n") == 5);
    play(patch, 1.1);
    CHECK(patch.number("x") == 0);
    CHECK(patch.text("w") == "off");
    CHECK(!patch.stage.moves().is_moving());
    CHECK(patch.stage.board().history().undoable() == acts + 1);
    patch.say("undo");
    CHECK(patch.number("x") == 1);
    CHECK(patch.number("n") == 10);
}

TEST_CASE("A way right after a recall is an act of its own, whichever control moves first")
{
    Listening patch({"w -words off on", "x 0 1 0", "n 0 10 0 -whole"});
    fill(patch);
    patch.say("when now");
    patch.say("recall 1");
    const auto acts = patch.stage.board().history().undoable();
    patch.say("fade 2 2", 0);
    play(patch, 2.2);
    CHECK(patch.stage.board().history().undoable() == acts + 1);
    patch.say("undo");
    CHECK(patch.number("x") == 0);
    CHECK(patch.text("w") == "off");
}

TEST_CASE("The fader goes between any two slots, in the stated time")
{
    auto patch = two_slots();
    fill(patch);
    patch.say("between 1 2");
    patch.say("morph 0.25");
    CHECK(patch.number("x") == 0.25);
    patch.say("morph 1");
    CHECK(patch.number("x") == 1);
    patch.say("glide-time 4");
    patch.say("morph 0.5", 0);
    play(patch, 1);
    CHECK(std::abs(patch.number("x") - 0.75) < 0.01);
    play(patch, 1.1);
    CHECK(std::abs(patch.number("x") - 0.5) < 1e-9);
    CHECK(std::abs(patch.stage.moves().fader() - 0.5) < 1e-9);
    CHECK(!patch.stage.moves().is_moving());
    CHECK(!patch.say("between 0 2").status);
    patch.say("between 3 4");
    CHECK(patch.say("morph 0.5").status.message().find("slot 3 is empty") != std::string::npos);
}

TEST_CASE("What a hand takes on the way stays with the hand")
{
    auto patch = two_slots();
    fill(patch);
    patch.say("when now");
    patch.say("fade 1 2");
    play(patch, 0.5);
    patch.hand("x", 0.9, 0.01);
    play(patch, 2);
    CHECK(patch.number("x") == 0.9);
    CHECK(patch.number("n") == 0);
}

TEST_CASE("A walk begins where one is, and the same seed walks the same way")
{
    const auto walk = [](const std::string& seed) {
        Listening patch({"x 0 1 0.5", "y 0 1 0.5", "seed 0 100 1 -whole -jump"});
        patch.say("seed " + seed);
        for (int i = 0; i < 5; ++i) patch.say("walk 0.2");
        CHECK(patch.text("seed") == seed);
        return patch.stage.board().state();
    };
    CHECK(walk("3") == walk("3"));
    CHECK(walk("3") != walk("4"));
    Listening patch({"x 0 1 0.5"});
    patch.say("walk 0");
    CHECK(patch.number("x") == 0.5);
    CHECK(!patch.say("walk 2").status);
}

TEST_CASE("Slots that are not there are named")
{
    auto patch = two_slots();
    for (const char* message : {"store 0", "store 9", "recall 1.5", "recall", "erase x", "fade 1", "fade 9 1"}) {
        const Reply reply = patch.say(message);
        INFO(message);
        CHECK(reply.is_known);
        CHECK(!reply.status);
    }
    CHECK(patch.say("recall 3").status.message().find("empty: store 3") != std::string::npos);
    patch.say("store 3");
    patch.say("erase 3");
    CHECK(!patch.stage.board().slot(2));
    patch.say("undo");
    CHECK(patch.stage.board().slot(2));
}
