// The kit in Pd: any number of dims from one file, on the grid to the sample, the originals' lists and inlets.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_in_process.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace latentjam::test;

namespace {

constexpr int kMost = 64;

struct Bench {
    std::string box;
    int dims = 1;             ///< channels that are listened to
    int inlets = 3;           ///< told by `to-0`, `to-1` ...
    int info = 1;             ///< the outlet that is printed
    std::string source = {};  ///< a signal object, and the inlet it plays into
    int source_inlet = 0;
    bool drops_info = false;
};

std::string patch_of(const Bench& b)
{
    PatchText t;
    const int box = t.box("obj " + b.box);
    for (int i = 0; i < b.inlets; ++i) {
        const int receive = t.box("obj r to-" + std::to_string(i));
        if (i != b.source_inlet || b.source.empty()) t.cord(receive, 0, box, i);
    }
    if (!b.source.empty()) t.cord(t.box("obj " + b.source), 0, box, b.source_inlet);
    const int split = t.box("obj snake~ out " + std::to_string(b.dims));
    t.cord(box, 0, split, 0);
    std::string dac = "obj dac~";
    for (int i = 1; i <= b.dims; ++i) dac += " " + std::to_string(i);
    const int out = t.box(dac);
    for (int i = 0; i < b.dims; ++i) t.cord(split, i, out, i);
    if (!b.drops_info) t.cord(box, b.info, t.box("obj print info"), 0);
    return t.text();
}

/// Opens it and plays until a frame of the grid begins.
void begin(InProcessPd& pd, const Bench& bench, int ratio = 2048)
{
    pd.open(patch_of(bench));
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(ratio);
}

std::string list_of(int count, double first, double step)
{
    std::string text = "list";
    for (int i = 0; i < count; ++i) text += " " + std::to_string(first + step * i);
    return text;
}

/// Samples where a channel changes other than at a multiple of `ratio` behind `first`.
int off_the_grid(const Channels& out, int ratio, std::size_t first = 0)
{
    int wrong = 0;
    for (const auto& channel : out)
        for (std::size_t n = 1; n < channel.size(); ++n)
            wrong += channel[n] != channel[n - 1] && (n + first) % static_cast<std::size_t>(ratio) != 0 ? 1 : 0;
    return wrong;
}

}  // namespace

TEST_CASE("lateefah opens for any number of dims without a word, and its values go out on the grid")
{
    const int dims = GENERATE(4, 6, 8, 16, 64);
    InProcessPd pd(1, dims);
    begin(pd, {"lateefah " + std::to_string(dims), dims});
    INFO(pd.console());
    CHECK(pd.console().find("error") == std::string::npos);
    pd.process(3);
    pd.send("to-0", list_of(dims, 0.1, 0.01));
    const Channels out = pd.process(1000);
    CHECK(off_the_grid(out, 2048, 192) == 0);
    for (int i = 0; i < dims; ++i)
        CHECK(std::abs(static_cast<double>(out[static_cast<std::size_t>(i)].back()) - (0.1 + 0.01 * i)) < 1e-4);
    pd.dsp(false);
}

TEST_CASE("lateefah takes the originals' lists: values, bank, ramp intensity, a bang that saves")
{
    InProcessPd pd(1, 8);
    begin(pd, {"lateefah", 8});
    pd.send("to-1", "grid 0");
    pd.send("to-0", "list 0.5 -0.5 .25 1 2 -1 0 .1");
    pd.process(700);
    pd.send("to-1", "bang");
    pd.send("to-1", "float 2");
    const Channels glide = pd.process(1000);
    const auto at = [&](double ms) { return static_cast<double>(glide[0][static_cast<std::size_t>(ms * 44.1) - 5]); };
    CHECK(std::abs(at(20) - .494) < 0.001);
    CHECK(std::abs(at(50) - .365) < 0.001);
    CHECK(std::abs(at(100) - .132) < 0.001);
    pd.send("to-1", "list 1000 3");
    pd.send("to-1", "float 0");
    const Channels back = pd.process(1500);
    CHECK(std::abs(back[0].back() - 1.5f) < 1e-3f);
    CHECK(std::abs(back[0][22050] - 0.75f) < 0.1f);
    pd.dsp(false);
}

TEST_CASE("lateefah adds modulation on its right inlet, one channel or all")
{
    InProcessPd pd(1, 4);
    begin(pd, {.box = "lateefah 4", .dims = 4, .source = "sig~ 0.25", .source_inlet = 2});
    pd.send("to-0", "list 0.1 0.2 0.3 0.4");
    const Channels out = pd.process(1000);
    for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(out[i].back() - (0.35f + 0.1f * static_cast<float>(i))) < 1e-4f);
    pd.dsp(false);
}

TEST_CASE("What state tells, state takes: another lateefah plays the same")
{
    InProcessPd pd(1, 4);
    begin(pd, {"banks~ 4 -seed 3", 4, 1});
    for (const char* message :
         {"random", "save 1", "random", "save 3", "random", "ramp 50", "intensity 2", "positive 1"})
        pd.send("to-0", message);
    pd.send("to-0", "state");
    const std::string told = pd.console().substr(pd.console().rfind("info: state ") + 12);
    const std::string state = told.substr(0, told.find('\n'));
    pd.send("to-0", "bank 1");
    const Channels first = pd.process(1000);
    pd.close();
    begin(pd, {"banks~ 4", 4, 1});
    pd.send("to-0", "state " + state);
    pd.send("to-0", "bank 1");
    const Channels second = pd.process(1000);
    for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(first[i].back() - second[i].back()) < 1e-4f);
    CHECK(first[0].back() != 0);
    pd.console().clear();
    pd.send("to-0", "state 3 1 2");
    CHECK(pd.console().find("banks~: state: ") != std::string::npos);
    pd.dsp(false);
}
