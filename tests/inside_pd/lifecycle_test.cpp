// Loading, swapping and leaving while sound goes on.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "inside_pd/rave_patch.h"
#include "support/resident_memory.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using namespace latentjam;
using namespace latentjam::test;

namespace {

std::string save_as(InProcessPd& pd, const std::string& toy, const std::string& name)
{
    toys::save(toy, pd.folder(), name);
    return name;
}

}  // namespace

TEST_CASE("While a model of 150 MB loads, no tick takes a millisecond longer and the old model goes on")
{
    InProcessPd pd(1, 1);
    save_as(pd, "identity", "first");
    save_as(pd, "large", "second");
    pd.open(rave_patch({"first forward 1024", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.dsp(true);
    play_live(pd, 0.2, 0.5f);
    const auto before = play_live(pd, 1.5, 0.5f);

    pd.console().clear();
    pd.send("to-rave", "load second");
    Live during;
    float quietest = 1;
    while (pd.console().find("info: ready 1") == std::string::npos && during.seconds < 60) {
        const auto piece = play_live(pd, 0.05, 0.5f);
        during.add(piece);
        quietest = std::min(quietest, piece.quietest);
    }
    CAPTURE(pd.console(), during.seconds, before.percentile_ms(0.999), during.percentile_ms(0.999));
    CHECK(pd.console().find("info: ready 1") != std::string::npos);
    // Other programs disturb single ticks of both phases alike; the 99.9th percentile tells what loading does.
    CHECK(during.percentile_ms(0.999) < before.percentile_ms(0.999) + 1.0);
    CHECK(quietest > 0.49f);
}

TEST_CASE("Four instances of one file hold its weights once")
{
    InProcessPd pd(1, 1);
    save_as(pd, "large", "model");
    PatchText patch;
    for (int i = 0; i < 4; ++i) {
        const int rave = patch.box("obj rave~ model forward -m");
        patch.cord(rave, 1, patch.box("obj print info"), 0);
    }
    pd.open(rave_patch({"model forward", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    const double one = resident_megabytes();
    pd.close();
    pd.open(patch.text());
    pd.console().clear();
    for (int i = 0; i < 4; ++i) {
        REQUIRE(pd.wait_for("info: ready 1", 60));
        pd.console().erase(0, pd.console().find("info: ready 1") + 13);
    }
    CAPTURE(one, resident_megabytes());
    CHECK(resident_megabytes() < one + 60);  // the weights are 150 MB
}

TEST_CASE("A hot swap has no gap, no click, and reaches the new model")
{
    InProcessPd pd(1, 1);
    save_as(pd, "identity", "first");
    save_as(pd, "gain", "second");
    pd.open(rave_patch({"first forward 2048", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.dsp(true);
    play_live(pd, 0.3, 0.5f);
    pd.console().clear();
    pd.send("to-rave", "load second");
    Live swap;
    while (pd.console().find("info: ready 1") == std::string::npos && swap.seconds < 60)
        swap.add(play_live(pd, 0.05, 0.5f));
    swap.add(play_live(pd, 0.5, 0.5f));
    CAPTURE(pd.console());
    CHECK(swap.largest_step < 0.02f);
    CHECK(std::abs(swap.last - 0.5f) > 0.01f);  // the second model answers 0.5 with something else
}

TEST_CASE("Objects come and go a hundred times, also while they load and while they play")
{
    InProcessPd pd(1, 1);
    save_as(pd, "gain", "model");
    pd.dsp(true);
    for (int round = 0; round < 100; ++round) {
        pd.open(rave_patch({"model forward", 1, 1, false, 64}));
        if (round % 3 == 1) pd.process(round);                        // in the middle of loading
        if (round % 3 == 2) CHECK(pd.wait_for("info: ready 1", 60));  // while playing
        if (round % 5 == 0) pd.send("to-rave", "get gain");           // with an answer on its way
        if (round % 7 == 0) pd.dsp(round % 2 == 0);
        pd.close();
        pd.console().clear();
    }
    pd.dsp(true);
    pd.open(rave_patch({"model forward", 1, 1, false, 64}));
    CHECK(pd.wait_for("info: ready 1", 60));
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("Messages of one instant make one new stream, and what fails leaves everything as it was")
{
    InProcessPd pd(1, 1);
    save_as(pd, "gain", "model");
    pd.open(rave_patch({"model forward", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.dsp(true);
    pd.console().clear();
    pd.send("to-rave", "bufsize 4096");
    pd.send("to-rave", "deadline 20");
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.send("to-rave", "bang");
    CHECK(pd.number_after("info: buffer ") == 4096);

    for (const char* wrong :
         {"method decoed", "load nowhere", "bufsize -1", "hold never", "set gain", "set gain much", "set gain 1 2",
          "set volume 1", "get volume", "deadline -3", "threads 0", "method decode"}) {
        pd.console().clear();
        pd.send("to-rave", wrong);
        REQUIRE(pd.wait_for("rave~: ", 60));
        CAPTURE(wrong, pd.console());
        CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') <= 2);  // one clear line, and perhaps `ready`
    }
    pd.console().clear();
    pd.send("to-rave", "bang");
    CHECK(pd.number_after("info: buffer ") == 4096);
    CHECK(pd.number_after("info: ready ") == 1);
}

TEST_CASE("Attributes reach the model: before it is loaded, while it plays, and again after a new buffer")
{
    InProcessPd pd(1, 1);
    save_as(pd, "gain", "model");
    pd.open(rave_patch({"model forward", 1, 1, false, 64}));
    pd.send("to-rave", "set gain 2");
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.send("to-rave", "get gain");
    REQUIRE(pd.wait_for("info: gain 2", 10));
    pd.send("to-rave", "set gain 3");
    pd.console().clear();
    pd.send("to-rave", "bufsize 4096");
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.send("to-rave", "get gain");
    CHECK(pd.wait_for("info: gain 3", 10));
}

TEST_CASE("A model for another sample rate says so once, with both rates, and plays")
{
    InProcessPd pd(1, 1, 48000);
    save_as(pd, "gain", "model");
    pd.open(rave_patch({"model forward", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.send("to-rave", "reload");
    pd.wait_for("info: ready 1\ninfo: ready 1", 2);
    const auto first = pd.console().find("44100");
    CHECK(first != std::string::npos);
    CHECK(pd.console().find("48000") != std::string::npos);
    CHECK(pd.console().find("44100", first + 1) == std::string::npos);
    pd.dsp(true);
    CHECK(play_live(pd, 0.5, 0.5f).loudest > 0.01f);
}

TEST_CASE("backend opens the model anew with who is asked for, by flag or message, and info tells who plays")
{
    InProcessPd pd(1, 1);
    save_as(pd, "gain", "model");
    pd.open(rave_patch({"model forward -backend native", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    const auto plays = [&](const std::string& name) {
        pd.console().clear();
        pd.send("to-rave", "bang");
        return pd.wait_for("info: backend " + name + "\n", 10);
    };
    CHECK(plays("native"));
    for (const auto& [asked, expected] : {std::pair("torch", "torch"), {"native", "native"}, {"auto", "torch"}}) {
        pd.console().clear();
        pd.send("to-rave", std::string("backend ") + asked);
        REQUIRE(pd.wait_for("info: ready 1", 60));
        CAPTURE(asked, pd.console());
        CHECK(plays(expected));
    }
}

TEST_CASE("optimize and precision open the model anew, and info tells how much is optimized")
{
    InProcessPd pd(1, 1);
    save_as(pd, "gain", "model");
    pd.open(rave_patch({"model forward", 1, 1, false, 64}));
    REQUIRE(pd.wait_for("info: ready 1", 60));
    const auto taken_after = [&](const char* message) {
        pd.console().clear();
        pd.send("to-rave", message);
        REQUIRE(pd.wait_for("info: ready 1", 60));
        pd.console().clear();
        pd.send("to-rave", "bang");
        return pd.number_after("info: optimized ");
    };
    CHECK(taken_after("optimize 0") == 0);
    const double taken = taken_after("optimize 1");
    CHECK(taken > 0);
    CHECK(taken_after("precision half") == taken);
    CHECK(taken_after("precision full") == taken);
    for (const char* wrong :
         {"precision", "precision double", "optimize", "optimize yes", "gpu", "offline x", "backend", "backend x"}) {
        pd.console().clear();
        pd.send("to-rave", wrong);
        CAPTURE(wrong, pd.console());
        CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') == 1);
    }
}
