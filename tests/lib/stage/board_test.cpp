// A patch's controls, and a thousand acts undone.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/board.h"

#include "listening.h"
#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace latentjam::stage;
using latentjam::test::atoms;
using latentjam::test::control;
using latentjam::test::latent;
using latentjam::test::Listening;

namespace {

const std::vector<std::string> kBoxes = {"tempo 100 200 130",
                                         "loops 1 64 2 -whole",
                                         "auto -toggle 1",
                                         "glide -words off linear cubic",
                                         "seed 0 1000 1 -whole -jump",
                                         "bank -text -default 0 0 0",
                                         "volume -60 6 0 -live",
                                         "a -latent a",
                                         "new -act"};

/// Everything that an undo brings back, slots too.
struct Whole {
    State state;
    std::vector<Snapshot> slots;
    bool operator==(const Whole& other) const
    {
        if (state != other.state || slots.size() != other.slots.size()) return false;
        for (std::size_t i = 0; i < slots.size(); ++i)
            if (!(Value{.snapshot = slots[i]} == Value{.snapshot = other.slots[i]})) return false;
        return true;
    }
};

Whole whole(const Board& board)
{
    Whole now{board.state(), {}};
    for (int i = 0; i < Board::kSlots; ++i) now.slots.push_back(board.slot(i));
    return now;
}

void random_act(Listening& patch, latentjam::random::Random& random)
{
    const auto pick = [&](int count) { return static_cast<int>(random.integer(0, count)); };
    switch (pick(10)) {
        case 0:
            patch.hand("tempo", 100 + 100 * random.uniform());
            break;
        case 1:
            patch.say("loops " + std::to_string(1 + pick(64)));
            break;
        case 2:
            patch.say("auto " + std::to_string(pick(2)));
            break;
        case 3:
            patch.say("glide " + std::to_string(pick(3)));
            break;
        case 4:
            patch.say("seed " + std::to_string(pick(1000)));
            break;
        case 5:
            patch.say("bank " + std::to_string(pick(9)) + " x " + std::to_string(pick(9)));
            break;
        case 6:
            patch.say("store " + std::to_string(1 + pick(8)));
            break;
        case 7:
            patch.say("recall " + std::to_string(1 + pick(8)));
            break;
        case 8:
            patch.say("walk 0.2");
            break;
        default:
            patch.say("new");
            break;
    }
}

}  // namespace

TEST_CASE("After 1000 random acts 32 undos give the state of 32 acts ago, and 32 redos the last")
{
    Listening patch(kBoxes);
    // The patch's logic: a seed and `new` draw the latent anew, at once or a moment later as a worker does.
    latentjam::random::Random random(17);
    patch.logic = [&](const std::string& name, const Value& value) {
        if (name == "seed" && !patch.stage.board().value("seed").is_empty())
            patch.stage.board().latent_changed("a", latent(2, 8, static_cast<float>(*number_at(value.atoms, 0))),
                                               patch.now_s);
        if (name == "new") {
            patch.stage.board().latent_changed("a", latent(2, 8, static_cast<float>(random.uniform())),
                                               patch.now_s + 0.2);
        }
    };
    std::vector<Whole> after_act{whole(patch.stage.board())};
    std::size_t acts = 0;
    while (acts < 1000) {
        random_act(patch, random);
        if (Whole now = whole(patch.stage.board()); !(now == after_act.back())) {
            after_act.push_back(std::move(now));
            ++acts;
        }
        patch.now_s += 1;
    }
    REQUIRE(patch.stage.board().history().undoable() == 32);
    for (std::size_t i = 1; i <= 32; ++i) {
        patch.say("undo");
        REQUIRE(whole(patch.stage.board()) == after_act[after_act.size() - 1 - i]);
    }
    CHECK(patch.stage.board().history().undoable() == 0);
    for (std::size_t i = 32; i-- > 0;) {
        patch.say("redo", 0.01);
        REQUIRE(whole(patch.stage.board()) == after_act[after_act.size() - 1 - i]);
    }
    CHECK(patch.stage.board().history().redoable() == 0);
}

TEST_CASE("An act's own change of what moves itself is undone with it; its own motion is no act")
{
    Listening patch({"x 0 1 0.5", "drawn -array drawn -self", "volume -60 6 0 -live"});
    Board& board = patch.stage.board();
    const auto level = [&] { return board.value("drawn").latent->values()[0]; };
    patch.answers_latents = false;  // an array does not tell
    board.latent_changed("drawn", latent(1, 4, 0), patch.now_s);
    patch.say("store 1");
    patch.say("x 1");
    patch.now_s += 10;
    board.latent_changed("drawn", latent(1, 4, 5), patch.now_s);
    patch.now_s += 10;
    CHECK(board.history().undoable() == 2);
    patch.say("volume -6");
    board.latent_changed("drawn", latent(1, 4, 6), patch.now_s + 0.5);  // as after a start: no act to be late for
    board.latent_changed("drawn", latent(1, 4, 5), patch.now_s + 0.6);
    CHECK(board.history().undoable() == 2);
    patch.say("recall 1");
    CHECK(level() == 0.25F);
    CHECK(board.history().undoable() == 3);
    patch.say("undo");
    CHECK(level() == 5.25F);
    CHECK(patch.number("x") == 1);
}

TEST_CASE("What a patch's clock wants is no act, unless an act brings it about")
{
    Listening patch({"section 1 8 1 -whole", "model -words sirens breaks", "x 0 1 0.5"});
    Board& board = patch.stage.board();
    const auto model = [&](double place) { return *accept(*board.find("model"), std::vector<Atom>{place}); };
    const auto clock = [&](double place) { board.set_by_itself("model", model(place), patch.now_s); };
    patch.say("x 1");
    patch.now_s += 0.1;
    clock(1);
    CHECK(patch.text("model") == "breaks");
    CHECK(board.history().undoable() == 1);
    patch.say("undo");
    CHECK(patch.number("x") == 0.5);
    CHECK(patch.text("model") == "breaks");
    clock(0);
    CHECK(board.history().undoable() == 0);

    patch.logic = [&](const std::string& name, const Value&) {
        if (name == "section") clock(patch.number("section") - 1);
    };
    patch.say("section 2");
    patch.say("model sirens");
    patch.say("section 1");
    patch.say("section 2");
    CHECK(patch.text("model") == "breaks");
    patch.say("undo");
    patch.say("undo");
    CHECK(patch.number("section") == 2);
    CHECK(patch.text("model") == "sirens");
    CHECK(board.history().undoable() == 2);
}

TEST_CASE("What is stored a second time is no act")
{
    Listening patch({"x 0 1 0.5"});
    for (int time = 0; time < 3; ++time) patch.say("store 1");
    CHECK(patch.stage.board().history().undoable() == 1);
}

TEST_CASE("A second control of one name gets a number")
{
    Board board([](const std::string&, const Value&) {});
    CHECK(board.add(control("gain 0 1 0"), 0) == "gain");
    CHECK(board.add(control("gain 0 1 0"), 0) == "gain-2");
    CHECK(board.add(control("gain 0 1 0"), 0) == "gain-3");
    board.remove("gain-2");
    CHECK(board.add(control("gain 0 1 0"), 0) == "gain-2");
}

TEST_CASE("A worker that comes late after an undo is put right, but not what is asked for then")
{
    Listening patch({"frames 1 64 16 -whole", "a -latent a", "new -act"});
    Board& board = patch.stage.board();
    board.latent_changed("a", latent(2, 16, 0), 0.5);
    patch.say("frames 8");
    board.latent_changed("a", latent(2, 8, 5), patch.now_s + 0.1);
    patch.say("undo", 2);
    CHECK(patch.number("frames") == 16);
    CHECK(board.value("a").latent->frames() == 16);
    board.latent_changed("a", latent(2, 16, 77), patch.now_s + 0.1);  // the redraw that frames 16 sets off
    CHECK(board.value("a") == Value{.latent = latent(2, 16, 0)});
    CHECK(board.history().redoable() == 1);
    patch.say("new", 0.2);
    board.latent_changed("a", latent(2, 16, 99), patch.now_s + 0.1);
    CHECK(board.value("a") == Value{.latent = latent(2, 16, 99)});
}

TEST_CASE("What a worker answers belongs to the act that asked, is an act by a hand, and none by the patch's own clock")
{
    Listening patch({"x 0 1 0.5", "bends -text -default none -late -self", "next -act"});
    Board& board = patch.stage.board();
    const auto answer = [&](const std::string& bends, double later_s) {
        patch.now_s += later_s;
        board.heard("bends", {.atoms = atoms(bends)}, patch.now_s);
    };
    patch.say("next");
    answer("first", 0.1);
    answer("first second", 0.2);
    CHECK(board.history().undoable() == 1);
    answer("clock", 10);
    CHECK(board.history().undoable() == 1);

    board.asked("bends");
    answer("hand", 0.2);
    CHECK(board.history().undoable() == 2);
    patch.say("undo", 2);
    CHECK(patch.text("bends") == "clock");
    answer("hand", 0.1);  // what the worker was about to say
    CHECK(patch.text("bends") == "clock");
    CHECK(board.history().redoable() == 1);
    patch.say("undo", 2);
    CHECK(patch.text("bends") == "none");
    patch.say("redo", 2);
    CHECK(patch.text("bends") == "first second");
    board.asked("bends");
    answer("another hand", 0.1);  // also soon after an undo or a redo
    CHECK(patch.text("bends") == "another hand");
    CHECK(board.history().undoable() == 2);
}

TEST_CASE("The first change of a silent control is undone to the default in its box, where it has one")
{
    Listening patch({"sequence -words fibonacci lucas -silent", "seed 0 100 1 -whole -silent", "level -30 12 -silent"});
    Board& board = patch.stage.board();
    CHECK(board.value("sequence").is_empty());
    patch.say("sequence lucas");
    patch.say("seed 7");
    patch.say("level -6");
    CHECK(board.history().undoable() == 2);  // what the level was is not known
    patch.say("undo");
    CHECK(patch.number("seed") == 1);
    patch.say("undo");
    CHECK(patch.text("sequence") == "fibonacci");
    CHECK(patch.number("level") == -6);
}

TEST_CASE("What a patch does while it is opened is no act")
{
    Listening patch({"x 0 1 0.5", "a -latent a"});
    CHECK(patch.number("x") == 0.5);
    CHECK(patch.stage.board().history().undoable() == 0);
    patch.stage.board().latent_changed("a", latent(1, 1, 1), 1);
    CHECK(patch.stage.board().history().undoable() == 0);
}

TEST_CASE("The patch's logic does not change what is recalled")
{
    Listening patch({"seed 0 100 1 -whole", "x 0 1 0.5"});
    patch.logic = [&](const std::string& name, const Value&) {
        if (name == "seed") patch.stage.board().heard("x", value_of(0.125), patch.now_s);
    };
    patch.say("x 0.75");
    const State wanted = patch.stage.board().state();
    patch.say("store 1");
    patch.say("seed 5");
    CHECK(patch.number("x") == 0.125);
    patch.say("recall 1");
    CHECK(patch.stage.board().state() == wanted);
    patch.say("undo");
    CHECK(patch.number("x") == 0.125);
    CHECK(patch.number("seed") == 5);
}

TEST_CASE("A live control is in no snapshot and no undo, and a control that left is no trouble")
{
    Listening patch({"volume -60 6 0 -live", "x 0 1 0.5"});
    patch.say("volume -6");
    CHECK(patch.stage.board().history().undoable() == 0);
    patch.say("x 1");
    patch.say("store 1");
    patch.stage.board().remove("x");
    patch.say("undo");
    patch.say("undo");
    patch.say("recall 1");
    CHECK(patch.number("volume") == -6);
}
