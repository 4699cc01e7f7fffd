// The kit in Pd: any number of dims from one file, on the grid to the sample, the originals' lists and inlets.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/kit_bench.h"
#include "inside_pd/live.h"
#include "kit/pd_noise.h"
#include "support/gain_toy.h"
#include "support/pd_in_process.h"
#include "support/perform_probe.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam::test;

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

TEST_CASE("A model's card gives the faders their names")
{
    InProcessPd pd(1, 4);
    begin(pd, {"lateefah 4", 4, 1});
    pd.send_symbol("to-0", "card", R"({"model": "breaks-4", "latents": [{"name": "loudness"}, {"name": "air"}]})");
    CHECK(pd.console().find("info: names loudness air") != std::string::npos);
    CHECK(pd.console().find("error") == std::string::npos);
    pd.dsp(false);
}

TEST_CASE("Undo and snapshots of a patch take lateefah's banks and values with them")
{
    InProcessPd pd(1, 4);
    begin(pd, {"lateefah 4", 4, 1});
    pd.send("to-0", "list 0.5 0.5 0.5 0.5");
    pd.send("jam", "store 1");
    pd.process(1000);
    pd.send("to-0", "list -1 -1 -1 -1");
    pd.send("to-0", "intensity 2");
    pd.process(1000);
    pd.send("jam", "recall 1");
    const Channels out = pd.process(1000);
    INFO(pd.console());
    CHECK(std::abs(out[3].back() - 0.5f) < 1e-3f);
    pd.dsp(false);
}

TEST_CASE("lateefah goes between any two banks by a fader, between four on a pad, and round a circle, on every way")
{
    const std::string way = GENERATE("straight", "spherical", "statistics");
    InProcessPd pd(1, 4);
    begin(pd, {"lateefah 4", 4, 1});
    pd.send("to-0", "way " + way);
    const std::vector<std::vector<double>> banks{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {-0.5, 0.5, 0.5, 0.5}};
    for (std::size_t bank = 0; bank < banks.size(); ++bank) {
        std::string list = "list";
        for (const double value : banks[bank]) list += " " + std::to_string(value);
        pd.send("to-0", list);
        pd.send("to-0", "save " + std::to_string(bank));
    }
    const auto values = [&](const std::string& message) {
        pd.console().clear();
        pd.send("to-0", message);
        std::vector<double> read;
        const auto at = pd.console().rfind("info: values ");
        const std::string line = at == std::string::npos ? "" : pd.console().substr(at + 13);
        for (std::size_t n = 0, used = 0; n < line.size() && line[n] != '\n' && read.size() < 4; n += used + 1)
            read.push_back(std::stod(line.substr(n), &used));
        return read;
    };
    for (int from = 0; from < 4; ++from)
        for (int to = 0; to < 4; ++to) {
            const std::string both = "morph " + std::to_string(from) + " " + std::to_string(to);
            CHECK(values(both + " 0") == banks[static_cast<std::size_t>(from)]);
            CHECK(values(both + " 1") == banks[static_cast<std::size_t>(to)]);
        }
    for (int n = 0; n < 4; ++n) {
        const auto bank = banks[static_cast<std::size_t>(n)];
        CHECK(values("pad " + std::to_string(n % 2) + " " + std::to_string(n / 2)) == bank);
        CHECK(values("circle " + std::to_string(n / 4.0)) == bank);
    }
    const auto middle = values("morph 0 1 0.5");
    const double length = std::hypot(middle[0], middle[1]);
    CHECK(std::abs(length - (way == "straight" ? std::sqrt(0.5) : 1.0)) < 1e-5);  // nothing was learnt: as spherical
    CHECK(pd.console().find("error") == std::string::npos);
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

// ---- all of them ----------------------------------------------------------------------------------------------------

namespace {

double noise(std::uint32_t seed, std::uint64_t n)
{
    latentjam::kit::PdNoise made(seed);
    made.skip(n);
    return made.value();
}

/// A face of the kit for so many dims, and how it is kept busy.
struct Instrument {
    std::string name;
    std::vector<std::string> busy;  ///< messages to the left inlet
};

const Instrument kInstruments[] = {
    {"lateefah", {"bang", "morph 0 1 0.5", "recall 1"}},
    {"modulator", {"random", "bang"}},
    {"saatR", {"bang", "random"}},
    {"sdbx", {"bang", "length 7"}},
    {"arseq", {"bang", "envelope 1"}},
    {"saatgut", {"clock 1", "speed 4"}},
    {"saatgut2", {"random", "speed -3", "jump 0.5"}},
};

}  // namespace

TEST_CASE("Each of the kit opens for any number of dims from one file, without a word, and sounds in all of them")
{
    const int dims = GENERATE(4, 6, 8, 16, 64);
    const int which = GENERATE(0, 1, 2, 3, 4, 5, 6);
    const Instrument& instrument = kInstruments[which];
    InProcessPd pd(1, dims);
    begin(pd, {.box = instrument.name + " " + std::to_string(dims), .dims = dims, .inlets = 1});
    CAPTURE(instrument.name, dims, pd.console());
    CHECK(pd.console().find("error") == std::string::npos);
    for (const std::string& message : instrument.busy) pd.send("to-0", message);
    pd.send("to-0", "bang");
    const Channels out = pd.process(500);
    int silent = 0;
    for (const auto& channel : out) silent += channel.back() == 0 ? 1 : 0;
    CHECK(silent <= dims / 8);
    CHECK(off_the_grid(out, 2048) == 0);
    pd.dsp(false);
}

TEST_CASE("Frames of the whole kit change on the grid to the sample for an hour, whatever comes between them")
{
    InProcessPd pd(1, 7);
    PatchText t;
    const int out = t.box("obj dac~ 1 2 3 4 5 6 7");
    for (int i = 0; i < 7; ++i) {
        const int box = t.box("obj " + kInstruments[i].name + " 4");
        t.cord(t.box("obj r busy-" + std::to_string(i)), 0, box, 0);
        const int split = t.box("obj snake~ out 4");
        t.cord(box, 0, split, 0);
        t.cord(split, 3, out, i);
    }
    pd.open(t.text());
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(2048);
    std::int64_t wrong = 0, changes = 0;
    std::vector<float> last(7, 0.0f);
    for (std::int64_t done = 0, round = 0; done < std::int64_t{3600} * 44100; ++round) {
        const auto part = pd.process(997);
        for (std::size_t i = 0; i < 7; ++i)
            for (std::size_t n = 0; n < part[i].size(); ++n) {
                if (part[i][n] == last[i]) continue;
                last[i] = part[i][n];
                ++changes;
                wrong += (done + static_cast<std::int64_t>(n)) % 2048 != 0 && done > 0 ? 1 : 0;
            }
        done += static_cast<std::int64_t>(part[0].size());
        for (std::size_t i = 0; i < 7; ++i)
            pd.send("busy-" + std::to_string(i),
                    kInstruments[i].busy[static_cast<std::size_t>(round) % kInstruments[i].busy.size()]);
    }
    CHECK(wrong == 0);
    CHECK(changes > 300'000);
    pd.dsp(false);
}

TEST_CASE("The kit's perform allocates nothing, locks nothing and leaves the kernel alone")
{
    if (!probe_works()) SKIP("a sanitizer owns the functions that would be counted");
    InProcessPd pd(1, 1);
    PatchText t;
    for (const char* box : {"banks~ 16", "drift~ 16", "reseed~ 16", "seeds~ 16", "stepped~ 16", "tables~ 16 -clock",
                            "skim~ 7", "mimic~ 16 -listen 1", "baseline~ 16", "banks~ 16 -grid 0", "drift~ 16 -grid 0",
                            "reseed~ 16 -grid 0", "stepped~ 16 -grid 0"})
        t.cord(t.box("obj r busy"), 0, t.box(std::string("obj ") + box), 0);
    pd.open(t.text());
    pd.dsp(true);
    play_live(pd, 0.2);
    start_probe(100'000);
    for (int n = 0; n < 50; ++n) pd.process(20);
    const auto counts = stop_probe();
    CHECK(counts.calls >= 1000);
    CHECK(counts.allocations == 0);
    CHECK(counts.locks == 0);
    CHECK(counts.system_calls == 0);
    CHECK(counts.waits == 0);
    pd.dsp(false);
}

TEST_CASE("saatR plays Pd's noise sample for sample, and a bang begins it anew")
{
    InProcessPd pd(1, 1);
    begin(pd, {.box = "saatR", .dims = 1, .info = 2});
    pd.send("to-0", "grid 0");
    pd.process(7);
    pd.send("to-0", "bang");
    const Channels first = pd.process(313);
    pd.send("to-0", "bang");
    const Channels second = pd.process(313);
    CHECK(first == second);
    double worst = 0;
    for (std::size_t n = 0; n < first[0].size(); ++n)
        worst = std::max(worst, std::abs(static_cast<double>(first[0][n]) - noise(444444, n)));
    CHECK(worst < 1e-6);
    pd.send("to-2", "list 777 2 0.5 0");
    pd.send("to-0", "print");
    CHECK(pd.console().find("reseed~: 777 2 0.5 0") != std::string::npos);
    pd.dsp(false);
}

TEST_CASE("sdbx takes the original's preset, which does not reset the step")
{
    InProcessPd pd(1, 1);
    begin(pd, {.box = "sdbx", .dims = 1, .inlets = 2});
    const auto order = [&](int bangs) {
        std::string text;
        for (int n = 0; n < bangs; ++n) {
            pd.console().clear();
            pd.send("to-0", "bang");
            text += std::to_string(static_cast<int>(pd.number_after("info: current "))) + " ";
        }
        return text;
    };
    pd.send("to-1", "list 4 0 1 11 22 33 44");
    CHECK(order(5) == "22 33 44 11 22 ");
    pd.send("to-1", "list 4 1 2 5 6");
    CHECK(order(5) == "33 44 5 6 33 ");
    pd.dsp(false);
}

TEST_CASE("arseq takes the original's lists: a preset, and a size with values")
{
    InProcessPd pd(1, 1);
    begin(pd, {.box = "arseq", .dims = 1});
    pd.send("to-2", "list 6 .1 .2 .3 .4 .5 .6");
    pd.send("to-1", "list 1 0 6 20000");
    pd.process(4000);
    std::vector<int> tenths;
    for (int n = 0; n < 7; ++n) {
        pd.send("to-0", "bang");
        tenths.push_back(static_cast<int>(std::lround(pd.process(96)[0].back() * 10)));
    }
    CHECK(tenths == std::vector<int>{2, 3, 4, 5, 6, 1, 2});
    pd.dsp(false);
}

TEST_CASE("saatgut takes the original's list, and a .seed file comes back as it was written")
{
    InProcessPd pd(1, 2);
    begin(pd, {.box = "saatgut 2", .dims = 2, .source = "phasor~ 1", .source_inlet = 0});
    pd.send("to-2", "list 0 1 1 1");
    pd.process(10);
    CHECK(pd.number_after("info: points ") == 64);
    const Channels out = pd.process(2000);
    CHECK(*std::min_element(out[1].begin(), out[1].end()) > -0.2f);  // positive
    pd.send("to-2", "write " + (pd.folder() / "a").string());
    REQUIRE(pd.wait_for("info: written", 10));
    pd.send("to-2", "points 512");
    pd.send("to-2", "random");
    pd.send_symbol("to-1", "symbol", (pd.folder() / "a.seed").string());
    REQUIRE(pd.wait_for("info: file", 10));
    pd.send("to-2", "tell");
    CHECK(pd.number_after("info: points ") == 64);
    pd.dsp(false);
}

TEST_CASE("skimjim and a held sample are the same: sample 2047 - k of the noise")
{
    const int k = GENERATE(0, 1, 64, 1500);
    InProcessPd pd(1, 2);
    PatchText t;
    const int receive = t.box("obj r to");
    const int raw = t.box("obj reseed~ 1 -noise 11");
    const int skim = t.box("obj skim~ " + std::to_string(k));
    const int held = t.box("obj reseed~ 1 -noise 11 -hold " + std::to_string(2047 - k));
    const int out = t.box("obj dac~ 1 2");
    const int grid = t.box("obj r grid");
    t.cord(grid, 0, raw, 0);
    t.cord(receive, 0, raw, 0);
    t.cord(receive, 0, held, 0);
    t.cord(raw, 0, skim, 0);
    t.cord(skim, 0, out, 0);
    t.cord(held, 0, out, 1);
    pd.open(t.text());
    pd.send("grid", "grid 0");
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(2048);
    pd.send("to", "bang");
    const Channels played = pd.process(32 * 8);
    for (std::size_t frame = 0; frame < 8; ++frame) CHECK(played[0][frame * 2048 + 2047] == played[1][frame * 2048]);
    pd.dsp(false);
}

// ---- names and faces of the originals -------------------------------------------------------------------------------

TEST_CASE("The names with sizes open with the inlets that they have in PD-Latent-Jamming")
{
    const auto [name, dims, has_modulation] =
        GENERATE(table<std::string, int, bool>({{"lateefah_mini", 4, false},
                                                {"lateefah_mid", 6, false},
                                                {"lateefah_maxi", 16, false},
                                                {"lateefah_mini_mod", 4, true},
                                                {"lateefah_mod", 8, true},
                                                {"lateefah_maxi_mod", 16, true}}));
    InProcessPd pd(1, dims);
    Bench bench{.box = name, .dims = dims, .inlets = has_modulation ? 3 : 2};
    if (has_modulation) bench.source = "sig~ 0.25", bench.source_inlet = 1;
    begin(pd, bench);
    CAPTURE(name, pd.console());
    CHECK(pd.console().find("error") == std::string::npos);
    const std::string presets = has_modulation ? "to-2" : "to-1";
    pd.send("to-0", list_of(dims, 0.1, 0));
    pd.send(presets, "bang");
    pd.send("to-0", list_of(dims, 0.9, 0));
    pd.send(presets, "list 50 2");
    pd.send(presets, "float 0");
    const Channels out = pd.process(2000);
    const float expected = has_modulation ? 0.7f : 0.2f;  // 2 (0.1 + 0.25)
    for (const auto& channel : out) CHECK(std::abs(channel.back() - expected) < 1e-3f);
    pd.dsp(false);
}

TEST_CASE("modulator4, 8 and 16 begin at their maximum, and any message resets the phases")
{
    const int dims = GENERATE(4, 8, 16);
    InProcessPd pd(1, dims);
    begin(pd, {"modulator" + std::to_string(dims), dims, 1});
    pd.send("to-0", "list 0.1 0.5 0.1 0.4");
    pd.send("to-0", "bang");
    const Channels first = pd.process(32);
    CHECK(std::abs(first[0][0] - 0.5f) < 1e-6f);
    CHECK(std::abs(first[1][0] - 0.4f) < 1e-6f);
    pd.process(3000);  // 4.3 of 10 seconds
    CHECK(pd.process(32)[0][0] < 0);
    pd.send("to-0", "float 7");
    CHECK(std::abs(pd.process(32)[0].back() - 0.5f) < 1e-3f);
    pd.dsp(false);
}

TEST_CASE("seedR sends the first seed for 0, the second for anything else, and a list sets both silently")
{
    InProcessPd pd(1, 1);
    PatchText t;
    const int seeds = t.box("obj seedR 5");
    t.cord(t.box("obj r to-0"), 0, seeds, 0);
    t.cord(t.box("obj r to-1"), 0, seeds, 1);
    t.cord(seeds, 0, t.box("obj print seed"), 0);
    pd.open(t.text());
    CHECK(pd.console().find("seed: ") == std::string::npos);
    pd.send("to-1", "list 11 22");
    CHECK(pd.console().find("seed: ") == std::string::npos);
    for (const auto& [message, seed] :
         {std::pair{"float 0", 11}, std::pair{"float 1", 22}, std::pair{"float -3", 22}}) {
        pd.send("to-0", message);
        CHECK(pd.number_after("seed: ") == seed);
    }
}

TEST_CASE("saatgut2 has a point for each frame of a round, and keeps its values when the frequency changes")
{
    InProcessPd pd(1, 1);
    begin(pd, {"saatgut2", 1, 2});
    pd.send("to-0", "tell");
    CHECK(pd.number_after("info: points ") == 22);
    CHECK(pd.process(100)[0].back() == 0);  // nothing until r
    pd.send("to-0", "random");
    pd.send("to-0", "table 0");
    const double value = pd.number_after("info: table 0 ");
    pd.send("to-0", "list 0.1 2");
    CHECK(pd.number_after("info: points ") == 216);
    pd.send("to-0", "table 0");
    CHECK(pd.number_after("info: table 0 ") == value);
    CHECK(value != 0);
    pd.dsp(false);
}

TEST_CASE("hotswapper finds the models of its folder by name, from 0 to one below their number, and goes round")
{
    InProcessPd pd(1, 1);
    std::filesystem::create_directory(pd.folder() / "mine");
    for (const char* name : {"a", "b", "c"}) {
        save_gain(pd, "decode");
        std::filesystem::rename(pd.folder() / "toy.ts", pd.folder() / "mine" / (std::string(name) + ".ts"));
    }
    PatchText t;
    const int swapper = t.box("obj hotswapper mine");
    t.cord(t.box("obj r to"), 0, swapper, 1);
    t.cord(swapper, 1, t.box("obj print info"), 0);
    t.cord(swapper, 0, t.box("obj dac~ 1"), 0);
    pd.open(t.text());
    pd.dsp(true);
    const auto plays = [&](const std::string& message, const std::string& name) {
        if (!message.empty()) pd.send("to", message);
        pd.send("to", "bang");
        CAPTURE(message, name, pd.console());
        CHECK(pd.wait_for("/mine/" + name + ".ts", 10));
        pd.console().clear();
    };
    plays("", "a");
    plays("next", "b");
    plays("float 2", "c");
    plays("next", "a");
    plays("previous", "c");
    plays("float 99", "c");
    plays("float -1", "a");
    pd.dsp(false);
}
