// Numbers that were measured on PD-Latent-Jamming in Pd 0.55.2, on our objects in Pd; and quirks of it, mended.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_builder.h"
#undef CHECK  // libtorch's

#include "inside_pd/kit_bench.h"
#include "inside_pd/live.h"
#include "support/gain_toy.h"
#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// Ticks of so many milliseconds, rounded.
int ticks(double ms) { return static_cast<int>(std::lround(ms * 44.1 / InProcessPd::kTick)); }

}  // namespace

// ---- the kit --------------------------------------------------------------------------------------------------------

TEST_CASE("arseq's envelope: bangs of 400 ms leave .976 .788 .582 .264 .070 after 10 50 100 200 300 ms")
{
    InProcessPd pd(1, 1);
    begin(pd, {.box = "arseq", .dims = 1});
    pd.send("to-2", "list 6 1 1 1 1 1 1");
    pd.send("to-1", "list 1 1 6 20000");
    pd.send("to-0", "grid 0");
    pd.process(4000);
    Channels step;
    for (int n = 0; n < 3; ++n) {
        pd.send("to-0", "bang");
        step = pd.process(ticks(400));
    }
    const double expected[][2] = {{10, .976}, {50, .788}, {100, .582}, {200, .264}, {300, .070}};
    for (const auto& [ms, value] : expected) {
        CAPTURE(ms);
        CHECK(std::abs(static_cast<double>(step[0][static_cast<std::size_t>(ms * 44.1)]) - value) < 0.004);
    }
    pd.dsp(false);
}

TEST_CASE("sdbx: scale 1 goes from -1 to 1, positive and scale 2 from 0 to 2")
{
    const bool positive = GENERATE(false, true);
    InProcessPd pd(1, 1);
    begin(pd, {.box = "sdbx", .dims = 1, .inlets = 2});
    pd.send("to-0", "grid 0");
    pd.send("to-1", positive ? "list 4 1 2 11 22 33 44" : "list 4 0 1 11 22 33 44");
    pd.send("to-0", "bang");
    pd.process(2000);
    const auto out = pd.process(700)[0];
    const float least = *std::min_element(out.begin(), out.end()), most = *std::max_element(out.begin(), out.end());
    CHECK(least >= (positive ? 0.0f : -1.0f) - 1e-5f);
    CHECK(least < (positive ? 0.01f : -0.99f));
    CHECK(most <= (positive ? 2.0f : 1.0f));
    CHECK(most > (positive ? 1.99f : 0.99f));
    pd.dsp(false);
}

TEST_CASE("modulator's law: INT int cos(2 pi frq t) for a minute, and a ramp from 0 to 1")
{
    const bool is_ramp = GENERATE(false, true);
    InProcessPd pd(1, 3);
    begin(pd, {.box = "modulator 3", .dims = 3, .inlets = 1});
    pd.send("to-0", "grid 0");
    pd.send("to-0", "list 0.1 0.5 0.03 0.4 0.01 0.1");
    pd.send("to-0", "intensity 3");
    pd.send("to-0", is_ramp ? "wave ramp" : "wave cosine");
    pd.process(ticks(12000));  // the intensity is there
    pd.send("to-0", "bang");
    const double hz[] = {0.1, 0.03, 0.01}, depth[] = {0.5, 0.4, 0.1};
    double worst = 0;
    for (int second = 0; second < 60; ++second) {
        const Channels out = pd.process(689);
        for (std::size_t c = 0; c < 3; ++c) {
            const double turns = hz[c] * (second * 689.0 * 64) / 44100;
            const double wave = is_ramp ? turns - std::floor(turns) : std::cos(2 * std::numbers::pi * turns);
            worst = std::max(worst, std::abs(static_cast<double>(out[c][0]) - 3 * depth[c] * wave));
        }
    }
    CHECK(worst < 1e-4);
    pd.dsp(false);
}

TEST_CASE("Quirk mended: modulator16 sounds in channels 1, 5 and 7 with cosines, and Reset and phase reset reach all")
{
    InProcessPd pd(1, 16);
    begin(pd, {.box = "modulator16", .dims = 16, .inlets = 1});
    pd.send("to-0", "random");
    pd.process(2000);
    pd.send("to-0", "bang");
    const Channels first = pd.process(64);
    int at_their_most = 0;
    pd.process(3000);
    const Channels later = pd.process(64);
    for (std::size_t c = 0; c < 16; ++c) {
        CAPTURE(c);
        CHECK(first[c].back() > 0.09f);  // its depth, 0.1 at least
        at_their_most += later[c].back() >= first[c].back() - 1e-6f ? 1 : 0;
    }
    CHECK(at_their_most == 0);
    pd.send("to-0", "rest");
    pd.process(4000);
    for (const auto& channel : pd.process(64)) CHECK(channel.back() == 0);
    pd.dsp(false);
}

TEST_CASE("Quirk mended: two hotswappers do not hear each other, and no place is one too many")
{
    InProcessPd pd(1, 2);
    for (const char* folder : {"one", "two"}) {
        std::filesystem::create_directory(pd.folder() / folder);
        for (const char* name : {"a", "b"}) {
            save_gain(pd, "decode");
            std::filesystem::rename(pd.folder() / "toy.ts", pd.folder() / folder / (std::string(name) + ".ts"));
        }
    }
    PatchText t;
    const int first = t.box("obj hotswapper one"), second = t.box("obj hotswapper two");
    t.cord(t.box("obj r to-first"), 0, first, 1);
    t.cord(t.box("obj r to-second"), 0, second, 1);
    t.cord(first, 1, t.box("obj print first"), 0);
    t.cord(second, 1, t.box("obj print second"), 0);
    pd.open(t.text());
    pd.dsp(true);
    REQUIRE(pd.wait_for("first: ready 1", 30));
    REQUIRE((pd.console().find("second: ready 1") != std::string::npos || pd.wait_for("second: ready 1", 30)));
    pd.console().clear();
    pd.send("to-first", "float 2");  // there are 0 and 1
    REQUIRE(pd.wait_for("first: ready 1", 30));
    pd.send("to-first", "bang");
    pd.send("to-second", "bang");
    CAPTURE(pd.console());
    CHECK(pd.console().find("first: model " + (pd.folder() / "one/b.ts").string()) != std::string::npos);
    CHECK(pd.console().find("second: model " + (pd.folder() / "two/a.ts").string()) != std::string::npos);
    CHECK(pd.console().find("error") == std::string::npos);
    pd.dsp(false);
}

// ---- bender ---------------------------------------------------------------------------------------------------------

namespace {

/// A model whose parameter `w` is 1 .. 12, beside two others.
void save_counting(const InProcessPd& pd)
{
    toys::Builder toy;
    toy.parameter("a", at::zeros({3}))
        .parameter("w", at::arange(1, 13, at::kFloat))
        .parameter("z", at::zeros({2}))
        .params("forward", {1, 1, 1, 1})
        .code("def forward(self, x):\n    return x * self.w[0] + self.a[0] + self.z[0] + self.w[11]");
    toy.module().save((pd.folder() / "counting.ts").string());
}

struct Face {
    InProcessPd pd{1, 1};

    Face()
    {
        save_counting(pd);
        PatchText t;
        const int rave = t.box("obj rave~ counting forward 64"), bender = t.box("obj bender");
        const int said = t.box("obj print said"), info = t.box("obj print info"), osc = t.box("obj osc~ 441");
        t.cord(osc, 0, rave, 0);
        t.cord(t.box("obj r to-rave"), 0, rave, 0);
        t.cord(t.box("obj r to-bender"), 0, bender, 1);
        t.cord(rave, 1, bender, 0);
        t.cord(rave, 1, info, 0);
        t.cord(bender, 0, rave, 0);
        t.cord(bender, 0, said, 0);
        t.cord(rave, 0, t.box("obj dac~ 1"), 0);
        pd.open(t.text());
    }

    void wait()
    {
        REQUIRE(pd.wait_for("info: ready 1", 60));
        pd.dsp(true);
        play_live(pd, 0.3);
    }

    /// Moves a control of the panel, whose names begin with the abstraction's own number.
    void move(const std::string& control, double value)
    {
        for (int number = 1000; number < 2000; ++number)
            pd.send(std::to_string(number) + "-" + control, "float " + std::to_string(value));
    }

    /// What `w` is once all bends have been heard.
    std::vector<float> weights()
    {
        play_live(pd, 0.1);
        pd.console().clear();
        pd.send("to-rave", "get_weights w");
        REQUIRE(pd.wait_for("info: layer ", 10));
        std::vector<float> numbers;
        const auto line = pd.console().substr(pd.console().find("info: layer ") + 12);
        for (std::size_t at = 0, used = 0; at < line.size() && line[at] != '\n'; at += used) {
            numbers.push_back(std::stof(line.substr(at), &used));
            while (line[at + used] == ' ') ++used;
        }
        return numbers;
    }
};

std::vector<float> line(double first, double step)
{
    std::vector<float> numbers;
    for (int i = 0; i < 12; ++i) numbers.push_back(static_cast<float>(first + step * i));
    return numbers;
}

bool is_close(const std::vector<float>& a, const std::vector<float>& b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) { return std::abs(x - y) < 1e-4f; });
}

}  // namespace

TEST_CASE("Quirk mended: bender sends nothing at load that changes its model, and the console stays empty")
{
    Face face;
    CHECK(face.pd.console().find("said: ") == std::string::npos);
    face.wait();
    INFO(face.pd.console());
    for (const char* word : {"enable", "set ", "reload", "bend ", "rebend", "unbend", "undo", "error"})
        CHECK(face.pd.console().find(std::string("said: ") + word) == std::string::npos);
    CHECK(face.pd.console().find("error") == std::string::npos);
    CHECK(face.pd.console().find("divide") == std::string::npos);
}

TEST_CASE("Quirk mended: bender knows all layers in the model's order at once, the first one, too, and none too many")
{
    Face face;
    face.wait();
    for (const auto& [place, name] : std::vector<std::pair<int, std::string>>{{0, "a"}, {1, "w"}, {2, "z"}, {3, "a"}}) {
        face.pd.console().clear();
        face.pd.send("to-bender", "layer " + std::to_string(place));
        CAPTURE(place, face.pd.console());
        CHECK(face.pd.console().find("said: weights " + name + " to ") != std::string::npos);
    }
}

TEST_CASE("bender's sliders compute what the original's compute: mult, offset, INV, spread, Sample %")
{
    Face face;
    face.wait();
    face.pd.send("to-bender", "layer 1");
    play_live(face.pd, 0.2);
    CHECK(is_close(face.weights(), line(1, 1)));
    face.move("mult", 2);
    CHECK(is_close(face.weights(), line(2, 2)));
    face.move("mult", 1);
    face.move("offset", 0.1);
    face.move("invert", 1);
    CHECK(is_close(face.weights(), line(-0.9, -1)));  // INV before the offset; nothing piles up
    face.move("offset", 0);
    face.move("invert", 0);
    face.move("spread", 1000);
    auto spread = face.weights();
    const auto plain = line(1, 1);
    for (std::size_t i = 0; i < spread.size(); ++i) CHECK(std::abs(spread[i] - plain[i]) <= 0.1f);
    CHECK_FALSE(is_close(spread, plain));
    face.move("spread", 0);
    face.move("percent", 50);
    face.move("mult", 0);
    CHECK(is_close(face.weights(), {1, 0, 3, 0, 5, 0, 7, 0, 9, 0, 11, 0}));
    face.move("percent", 30);
    CHECK(is_close(face.weights(), {1, 2, 0, 4, 5, 0, 7, 8, 9, 0, 11, 12}));
    face.pd.send("to-bender", "unbend");
    CHECK(is_close(face.weights(), line(1, 1)));
}

TEST_CASE("Quirk mended: after a push there are three ways back: the last bend, the layer, and all of them")
{
    Face face;
    face.wait();
    face.pd.send("to-rave", "set_weights w 9 9 9 9 9 9 9 9 9 9 9 9");
    face.pd.send("to-rave", "bend w scale 2");
    face.pd.send("to-rave", "bend a offset 1");
    CHECK(is_close(face.weights(), line(18, 0)));
    face.pd.send("to-bender", "undo");
    face.pd.send("to-bender", "undo");
    CHECK(is_close(face.weights(), line(9, 0)));
    face.pd.send("to-bender", "redo");
    face.pd.send("to-bender", "unbend w");
    CHECK(is_close(face.weights(), line(1, 1)));
    face.pd.send("to-rave", "bends");
    face.pd.send("to-bender", "unbend");
    CHECK(is_close(face.weights(), line(1, 1)));
}
