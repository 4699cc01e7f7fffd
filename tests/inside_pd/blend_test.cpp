// Blends of two models, and what other boxes hear of all that can be done to one: nothing.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_builder.h"
#undef CHECK  // libtorch's

#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

constexpr int kBlock = 1024;

/// Two convolutions of `width` channels; weights from a seed.
void save_toy(const InProcessPd& pd, const std::string& name, int width, std::uint64_t seed)
{
    at::manual_seed(seed);
    toys::Builder toy;
    toy.parameter("first", at::randn({width, 1, 3}) * 0.5)
        .parameter("first_bias", at::randn({width}) * 0.1)
        .parameter("second", at::randn({1, width, 3}) * 0.5)
        .buffer("shift", at::randn({1}) * 0.1)
        .params("forward", {1, 1, 1, 1})
        .code(
            "def forward(self, x):\n"
            "    x = torch.tanh(torch.conv1d(x, self.first, self.first_bias, 1, 1))\n"
            "    return torch.conv1d(x, self.second, None, 1, 1) + self.shift");
    toy.module().save((pd.folder() / (name + ".ts")).string());
}

/// Boxes beside each other, told by `to-0` and so on, the last one alone in a canvas `one`; the info of box 0 is
/// printed.
void open(InProcessPd& pd, const std::vector<std::string>& boxes, const std::string& alone = "")
{
    PatchText t;
    const int osc = t.box("obj osc~ 441");
    std::string outs = "obj dac~";
    for (std::size_t i = 0; i < boxes.size(); ++i) outs += " " + std::to_string(i + 1);
    const int dac = t.box(outs);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const int box = t.box("obj rave~ " + boxes[i] + " forward " + std::to_string(kBlock));
        t.cord(t.box("obj r to-" + std::to_string(i)), 0, box, 0);
        t.cord(osc, 0, box, 0);
        t.cord(box, 0, dac, static_cast<int>(i));
        if (i == 0) t.cord(box, 1, t.box("obj print info"), 0);
    }
    std::string text = t.text();
    if (!alone.empty())
        text += "#N canvas 0 0 300 200 one 0;\n#X obj 20 20 osc~ 441;\n#X obj 20 50 rave~ " + alone + " forward " +
                std::to_string(kBlock) +
                ";\n#X obj 120 20 r to-one;\n#X connect 0 0 1 0;\n#X connect 2 0 1 0;\n#X restore 400 20 pd one;\n";
    pd.open(text);
    for (std::size_t i = 0; i < boxes.size(); ++i) pd.send("to-" + std::to_string(i), "offline 1");
    pd.send("to-one", "offline 1");
    REQUIRE(pd.wait_for("info: ready 1", 60));
    pd.process(50);
    pd.silence_until_multiple_of(kBlock);
    pd.dsp(true);
}

}  // namespace

TEST_CASE("A blend of 0 is the one model and of 1 the other, to the last bit, where their shapes are equal")
{
    const std::string pattern = GENERATE("", " *");
    InProcessPd pd(1, 3);
    save_toy(pd, "a", 6, 1);
    save_toy(pd, "b", 6, 2);
    open(pd, {"a", "a", "b"});
    const auto equal = [&](std::size_t other) {
        pd.process(4 * kBlock / InProcessPd::kTick);
        const Channels out = pd.process(8 * kBlock / InProcessPd::kTick);
        return out[0] == out[other] && out[0] != out[3 - other];
    };
    CHECK(equal(1));
    pd.send("to-0", "blend b 1" + pattern);
    CHECK(equal(2));
    pd.send("to-0", "bendset 0 0");
    CHECK(equal(1));
    pd.send("to-0", "bendset 0 1");
    CHECK(equal(2));
    pd.send("to-0", "undo");
    pd.send("to-0", "unbend");
    CHECK(equal(1));
    CAPTURE(pd.console());
    CHECK(pd.console().find("info: blend b 4 of 4") != std::string::npos);
    CHECK(pd.console().find("error") == std::string::npos);
    pd.dsp(false);
}

TEST_CASE("A blend takes what has the same shape, tells how much that is, and is refused when it is nothing")
{
    InProcessPd pd(1, 2);
    save_toy(pd, "a", 6, 1);
    save_toy(pd, "wide", 7, 2);
    open(pd, {"a", "a"});
    const auto is_plain = [&] {
        pd.process(4 * kBlock / InProcessPd::kTick);
        const Channels out = pd.process(8 * kBlock / InProcessPd::kTick);
        return out[0] == out[1];
    };
    pd.send("to-0", "blend wide 1");  // the shift alone
    CHECK_FALSE(is_plain());
    CHECK(pd.console().find("info: blend wide 1 of 4") != std::string::npos);
    pd.send("to-0", "unbend");
    pd.send("to-0", "blend wide 1 first*");
    CHECK(pd.console().find("blend wide: none of 2 parameters") != std::string::npos);
    CHECK(is_plain());
    pd.send("to-0", "bends");
    CHECK(pd.number_after("info: bends ") == 0);
    pd.dsp(false);
}

TEST_CASE("A second box plays the same bits through 200 blocks while the first is bent, unbent, blended and deleted")
{
    InProcessPd pd(1, 2);
    save_toy(pd, "a", 6, 1);
    save_toy(pd, "b", 6, 2);
    std::filesystem::copy_file(pd.folder() / "a.ts", pd.folder() / "copy.ts",
                               std::filesystem::copy_options::overwrite_existing);
    open(pd, {"a", "copy"}, "a");  // the second has weights of its own, that are never bent
    const std::vector<std::string> messages{
        "bend first scale 3", "bend 1 roll 0.5", "blend b 0.5",        "undo",          "blend b 1", "unbend",
        "act 0 gain all 2",   "unbend first",    "bend * rnormal 1 5", "bendset 0 0.1", "unbend",    "bend shift flip"};
    for (int block = 0; block < 200; ++block) {
        if (block < 150 && block % 3 == 0)
            pd.send("to-one", messages[static_cast<std::size_t>(block / 3) % messages.size()]);
        if (block == 150) pd.send("pd-one", "clear");
        const Channels out = pd.process(kBlock / InProcessPd::kTick);
        CAPTURE(block);
        REQUIRE(out[0] == out[1]);
    }
    CAPTURE(pd.console());
    CHECK(pd.console().find("no parameter") == std::string::npos);
    pd.dsp(false);
}
