// pattern~ in Pd: frames begin where the grid says, a model decodes exactly them, and whatever is sent keeps it alive.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/pattern.h"
#include "inside_pd/live.h"
#include "latent/sequence.h"
#include "random/random.h"
#include "support/gain_toy.h"
#include "support/pd_in_process.h"
#include "support/perform_probe.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// [latent a] and [latent b], told by `to-a` and `to-b`; [pattern~ a b <arguments>], told by `to-pattern` and heard
/// behind `info:`, with its signals in dac~, from a sub-canvas if the block is not 64.
std::string pattern_patch(const std::string& arguments, int channels, int block = 64)
{
    PatchText outer, inner;
    PatchText& t = block == 64 ? outer : inner;
    for (const char* name : {"a", "b"}) {
        const int receive = outer.box(std::string("obj r to-") + name);
        const int latent = outer.box(std::string("obj latent ") + name);
        const int print = outer.box("obj print latent");
        outer.cord(receive, 0, latent, 0);
        outer.cord(latent, 1, print, 0);
    }
    const bool multichannel = arguments.find("-m") != std::string::npos;
    const int receive = t.box("obj r to-pattern");
    const int pattern = t.box("obj pattern~ a b " + arguments);
    const int print = t.box("obj print info");
    t.cord(receive, 0, pattern, 0);
    t.cord(pattern, multichannel ? 1 : channels, print, 0);
    int source = pattern;
    if (multichannel) {
        source = t.box("obj snake~ out " + std::to_string(channels));
        t.cord(pattern, 0, source, 0);
    }
    std::string dac = "obj dac~";
    for (int i = 1; i <= channels; ++i) dac += " " + std::to_string(i);
    if (block == 64) {
        const int out = t.box(dac);
        for (int i = 0; i < channels; ++i) t.cord(source, i, out, i);
        return t.text();
    }
    for (int i = 0; i < channels; ++i) t.cord(source, i, t.box("obj outlet~"), 0);
    t.box("obj block~ " + std::to_string(block));
    std::string text = outer.text() + "#N canvas 0 0 450 300 reblocked 0;\n" + inner.body() +
                       "#X restore 20 300 pd reblocked;\n#X obj 20 340 " + dac.substr(4) + ";\n";
    for (int i = 0; i < channels; ++i) text += "#X connect 6 " + std::to_string(i) + " 7 " + std::to_string(i) + ";\n";
    return text;
}

std::string text_of(float value)
{
    std::ostringstream text;
    text.precision(9);
    text << value;
    return text.str();
}

void fill(InProcessPd& pd, const std::string& latent, const latent::Sequence& source)
{
    pd.send("to-" + latent, "size " + std::to_string(source.dims()) + " " + std::to_string(source.frames()));
    for (int n = 0; n < source.frames(); ++n) {
        std::string message = "put " + std::to_string(n);
        for (const float value : source.frame(n)) message += " " + text_of(value);
        pd.send("to-" + latent, message);
    }
}

latent::Sequence random_source(int dims, int frames, std::uint64_t seed)
{
    random::Random random(seed);
    latent::Sequence source(dims, frames);
    for (float& value : source.values()) value = static_cast<float>(random.uniform(-3, 3));
    return source;
}

/// Frame n is n + 1.
latent::Sequence count(int frames)
{
    latent::Sequence source(1, frames);
    for (int n = 0; n < frames; ++n) source.at(n, 0) = static_cast<float>(n + 1);
    return source;
}

/// [latent <name>], told by `to-<name>`.
int add_latent(PatchText& t, const std::string& name)
{
    const int receive = t.box("obj r to-" + name);
    const int latent = t.box("obj latent " + name);
    t.cord(receive, 0, latent, 0);
    return latent;
}

/// Samples from `begin` on that are not the frame that the grid says, out of `seconds`.
std::int64_t wrong_samples(InProcessPd& pd, double seconds, int ratio, int frames, std::int64_t delay)
{
    std::int64_t wrong = 0;
    constexpr int kTicks = 1000;
    for (std::int64_t n = 0; static_cast<double>(n) < seconds * 44100;) {
        const Channels out = pd.process(kTicks);
        for (const float value : out[0]) {
            const std::int64_t played = n++ - delay;
            wrong += value != (played < 0 ? 0.0f : static_cast<float>(1 + played / ratio % frames));
        }
    }
    return wrong;
}

}  // namespace

TEST_CASE("pattern~ begins frame n at sample n * ratio after its start, at any block size")
{
    const int block = GENERATE(1, 64, 1024), ratio = GENERATE(64, 1000, 2048);
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("-ratio " + std::to_string(ratio), 1, block));
    fill(pd, "a", count(7));
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(std::lcm(ratio, 1024));
    pd.send("to-pattern", "start");
    CHECK(wrong_samples(pd, 20, ratio, 7, std::max(0, block - 64)) == 0);
    pd.dsp(false);
}

TEST_CASE("pattern~ keeps to the grid for an hour, whether messages come or not")
{
    const int block = GENERATE(64, 1024);
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("-ratio 2048", 1, block));
    fill(pd, "a", count(55));
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(2048);
    pd.send("to-pattern", "start");
    CHECK(wrong_samples(pd, 3600, 2048, 55, block - 64) == 0);
    pd.dsp(false);
}

TEST_CASE("A start in the middle of a frame waits for the next one, in blocks of any size at the same sample")
{
    const int block = GENERATE(64, 256, 1024);
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("", 1, block));
    fill(pd, "a", count(9));
    pd.dsp(true);
    pd.process(5);
    pd.silence_until_multiple_of(2048);
    pd.process(3);
    pd.send("to-pattern", "start");
    const auto out = pd.process(200);
    const auto first = std::find(out[0].begin(), out[0].end(), 1.0f) - out[0].begin();
    CHECK(first == 2048 - 3 * 64 + block - 64);
    pd.dsp(false);
}

TEST_CASE("rave~ decodes the frames of a pattern as the module decodes them itself")
{
    const std::string kind = GENERATE("loop", "fibo", "orale", "blender", "swapper");
    const std::string order = GENERATE("forward", "reverse-mirror");
    constexpr int kFrames = 150;
    InProcessPd pd(1, 1);
    const DirectCall call = save_gain(pd, "decode");
    PatchText t;
    for (const char* name : {"a", "b"}) add_latent(t, name);
    const int to_pattern = t.box("obj r to-pattern");
    const int pattern = t.box("obj pattern~ a b -m -seed 5 -loops 2 -pattern " + kind + " -order " + order);
    const int to_rave = t.box("obj r to-rave");
    const int rave = t.box("obj rave~ toy decode -m -hold first");
    const int print = t.box("obj print info");
    const int dac = t.box("obj dac~ 1");
    t.cord(to_pattern, 0, pattern, 0);
    t.cord(to_rave, 0, rave, 0);
    t.cord(pattern, 0, rave, 0);
    t.cord(rave, 0, dac, 0);
    t.cord(rave, 1, print, 0);
    pd.open(t.text());
    const latent::Sequence a = random_source(4, 6, 1), b = random_source(4, 6, 2);
    fill(pd, "a", a);
    fill(pd, "b", b);
    begin_exactly(pd, kGainRatio);
    pd.send("to-pattern", "start");
    const Channels out = pd.process(kFrames * kGainRatio / 64);
    pd.dsp(false);
    const auto latency = static_cast<std::size_t>(latency_of(pd));

    pattern::Recipe recipe{pattern::kind_named(kind), *pattern::order_named(order), 0, 2, 5};
    const auto expected_pattern = pattern::Pattern::make(
        recipe, {std::make_shared<const latent::Sequence>(a), std::make_shared<const latent::Sequence>(b), {}});
    REQUIRE(expected_pattern);
    Channels in(4);
    std::vector<float> frame(4);
    for (int n = 0; n < kFrames; ++n) {
        expected_pattern->frame(n % expected_pattern->frames(), frame);
        for (std::size_t dim = 0; dim < 4; ++dim) in[dim].insert(in[dim].end(), kGainRatio, frame[dim]);
    }
    const auto expected = call_directly(call, in, 0);
    CAPTURE(kind, order, latency, pd.console());
    double worst = 0, loudest = 0;
    for (std::size_t n = latency; n < out[0].size(); ++n) {
        worst =
            std::max(worst, std::abs(static_cast<double>(out[0][n]) - static_cast<double>(expected[0][n - latency])));
        loudest = std::max(loudest, std::abs(static_cast<double>(expected[0][n - latency])));
    }
    CHECK(worst <= 1e-6);
    CHECK(loudest > 0.01);
}

TEST_CASE("The multichannel outlet follows the dimensions of the latent, unless -ch fixes it")
{
    const bool fixed = GENERATE(false, true);
    InProcessPd pd(1, 3);
    pd.open(pattern_patch(fixed ? "-m -ch 2 -ratio 64" : "-m -ratio 64", 3));
    fill(pd, "a", random_source(3, 1, 1));
    pd.dsp(true);
    pd.send("to-pattern", "start");
    const Channels out = pd.process(10);
    // snake~ out 3 repeats nothing: a channel that does not come is silent.
    CHECK(out[0].back() != 0);
    CHECK(out[1].back() != 0);
    CHECK((out[2].back() == 0) == fixed);
    pd.send("to-a", "size 1 1");
    pd.process(10);
    const Channels narrow = pd.process(10);
    CHECK(narrow[0].back() != 0);
    CHECK(narrow[1].back() == 0);
    pd.dsp(false);
}

TEST_CASE("A changed source is heard at the next loop, and now at the next frame")
{
    const bool at_once = GENERATE(false, true);
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("-ratio 64", 1));
    fill(pd, "a", count(4));
    pd.dsp(true);
    pd.send("to-pattern", "start");
    pd.process(6);  // 1 2 3 4 1 2
    fill(pd, "a", random_source(1, 3, 9));
    if (at_once) pd.send("to-pattern", "now");
    const Channels out = pd.process(4);
    const auto is_old = [&](std::size_t tick) { return out[0][tick * 64] == std::floor(out[0][tick * 64]); };
    CHECK(is_old(0) == !at_once);
    CHECK(is_old(1) == !at_once);
    CHECK(!is_old(2));
    pd.dsp(false);
}

TEST_CASE("pattern~ tells frames, loops, its end, and the true tempo")
{
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("-ratio 2048 -loops 2", 1));
    fill(pd, "a", count(3));
    pd.dsp(true);
    pd.silence_until_multiple_of(2048);
    pd.send("to-pattern", "turns 1");
    pd.send("to-pattern", "start");
    pd.process(32 * 7);
    INFO(pd.console());
    CHECK(pd.console().find("info: loop 0 0\ninfo: frame 0 0\ninfo: frame 1 1\ninfo: frame 2 2\n"
                            "info: loop 1 0\ninfo: frame 3 0\n") != std::string::npos);
    CHECK(pd.console().find("info: end") != std::string::npos);
    pd.send("to-pattern", "tempo 120");
    CHECK(std::abs(pd.number_after("info: bpm ") - 117.45) < 0.01);  // k = 11; 129.20 for 10 is as near in frames only
    pd.send("to-pattern", "k 16");
    CHECK(std::abs(pd.number_after("info: bpm ") - 80.75) < 0.01);
    CHECK(pd.console().find("info: bpm 80.7495 161.499") != std::string::npos);
    pd.dsp(false);
}

TEST_CASE("Bad messages are told in one line, and what plays plays on")
{
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("-ratio 64 -pattern waltz -glide", 1));
    CHECK(pd.console().find("pattern~: -pattern waltz: loop, fibo, orale, blender, swapper") != std::string::npos);
    CHECK(pd.console().find("pattern~: flag -glide needs a value behind it") != std::string::npos);
    fill(pd, "a", count(4));
    pd.dsp(true);
    pd.send("to-pattern", "start");
    const auto says = [&](const std::string& message, const std::string& words) {
        pd.console().clear();
        pd.send("to-pattern", message);
        pd.process(4);
        CAPTURE(message, pd.console());
        CHECK(pd.console().find("pattern~: " + words) != std::string::npos);
    };
    says("pattern polka", "pattern polka: loop, fibo");
    says("order sideways", "order sideways: forward, reverse, mirror, reverse-mirror");
    says("loops 0", "loops 0: a whole number from 1 to");
    says("k 1.5", "k 1.5: a whole number from 0");
    says("seed -1", "seed -1: a whole number from 0 to");
    says("jump 16", "jump 16: a whole number from 0 to 15");
    says("range 3 2", "range takes the first and the last frame");
    says("tempo 0", "tempo 0 BPM: it must be above 0");
    says("tempo", "tempo without a value: above 0 BPM");
    says("ratio 0", "ratio 0: a whole number from 1 to");
    says("glide slow", "glide slow: off, linear, cubic");
    says("turns x", "turns x: a whole number from 0 to");
    says("pattern blender", "blender needs a second latent that is not empty");
    fill(pd, "b", random_source(2, 4, 1));
    pd.process(1);
    pd.send("to-pattern", "start");
    says("bang",
         "blender needs two latents with the same number of dimensions: these have 4 frames of 1 and 4 frames of 2");
    const Channels out = pd.process(4);
    for (std::size_t tick = 0; tick < 4; ++tick) CHECK(out[0][tick * 64] > 0);
    pd.dsp(false);
}

TEST_CASE("pattern~ says which words there are, and what each pattern is")
{
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("", 1));
    const auto says = [&](const std::string& message, const std::string& words) {
        pd.console().clear();
        pd.send("to-pattern", message);
        CAPTURE(message, pd.console());
        CHECK(pd.console().find(words) != std::string::npos);
    };
    std::string names;
    for (const pattern::Kind* kind : pattern::kinds()) {
        names += " " + std::string(kind->name);
        says("about " + std::string(kind->name), "info: about " + std::string(kind->name) + " ");
    }
    says("words pattern", "info: words pattern" + names + "\n");
    says("words order", "info: words order forward reverse mirror reverse-mirror\n");
    says("words glide", "info: words glide off linear cubic\n");
    says("words seed", "pattern~: words seed: pattern, order, glide");
    says("about waltz", "pattern~: about waltz: loop, fibo, orale, blender, swapper");
}

TEST_CASE("A seed that a float cannot say is taken as a symbol, and told as one")
{
    InProcessPd pd(1, 1);
    pd.open(pattern_patch("", 1));
    for (const std::string seed : {"0", "42", "4611686018427387905", "9223372036854775807"}) {
        pd.send_symbol("to-pattern", "seed", seed);
        pd.console().clear();
        pd.send("to-pattern", "bang");
        CAPTURE(pd.console());
        CHECK(pd.console().find("info: seed " + seed + "\n") != std::string::npos);
    }
    pd.console().clear();
    for (const std::string wrong : {"9223372036854775808", "-1", "12x", "1.5"})
        pd.send_symbol("to-pattern", "seed", wrong);
    CAPTURE(pd.console());
    CHECK(std::count(pd.console().begin(), pd.console().end(), '\n') == 4);
    CHECK(pd.console().find("pattern~: seed 12x: a whole number from 0 to 9223372036854775807") != std::string::npos);
}

TEST_CASE("A latent that is edited, resized, emptied and refilled while it plays is never read out of range")
{
    const auto seed = GENERATE(1u, 2u, 3u);
    random::Random random(seed);
    const auto below = [&](int end) { return static_cast<int>(random.integer(0, end)); };
    InProcessPd pd(1, 2);
    pd.open(pattern_patch("-m -ratio 64", 2));
    pd.dsp(true);
    pd.send("to-pattern", "start");
    const std::string kinds[] = {"loop", "fibo", "blender", "swapper"};
    bool known = true;
    for (int step = 0; step < 400; ++step) {
        const std::string latent = below(2) ? "a" : "b";
        switch (below(6)) {
            case 0:
                pd.send("to-" + latent, "size " + std::to_string(1 + below(3)) + " " + std::to_string(below(9)));
                break;
            case 1:
                pd.send("to-" + latent, "clear");
                break;
            case 2:
                fill(pd, latent, count(1 + below(9)));
                break;
            case 3:
                pd.send("to-pattern", "pattern " + kinds[below(4)]);
                break;
            case 4:
                pd.send("to-pattern", "now");
                break;
            default:
                pd.send("to-pattern", "start");
                break;
        }
        for (const auto& channel : pd.process(1 + below(5)))
            for (const float value : channel) known = known && value >= 0 && value <= 9 && value == std::floor(value);
    }
    CHECK(known);
    pd.dsp(false);
}

TEST_CASE("pattern~ allocates nothing, locks nothing and leaves the kernel alone in perform")
{
    if (!probe_works()) SKIP("a sanitizer owns the functions that would be counted");
    const std::string glide = GENERATE("off", "cubic");
    InProcessPd pd(1, 16);
    pd.open(pattern_patch("-m -ratio 128 -pattern swapper -glide " + glide, 16));
    fill(pd, "a", random_source(16, 20, 1));
    fill(pd, "b", random_source(16, 20, 2));
    pd.dsp(true);
    pd.send("to-pattern", "start");
    pd.process(100);
    start_probe(100'000);
    for (int n = 0; n < 40; ++n) {
        fill(pd, "a", random_source(16, 20 + n % 3, static_cast<std::uint64_t>(n)));
        pd.process(50);
    }
    const auto counts = stop_probe();
    CHECK(counts.calls >= 2000);
    CHECK(counts.allocations == 0);
    CHECK(counts.locks == 0);
    CHECK(counts.system_calls == 0);
    CHECK(counts.waits == 0);
    pd.dsp(false);
}

TEST_CASE("blender and swapper write what the pattern plays, a loop a bang")
{
    const std::string kind = GENERATE("blender", "swapper");
    InProcessPd pd(1, 1);
    PatchText t;
    for (const char* name : {"a", "b"}) add_latent(t, name);
    const int result = add_latent(t, "out");
    const int print = t.box("obj print out");
    t.cord(result, 0, print, 0);
    const int to_step = t.box("obj r to-step");
    const int step = t.box("obj " + kind + " a b out");
    const int info = t.box("obj print info");
    t.cord(to_step, 0, step, 0);
    t.cord(step, 0, info, 0);
    pd.open(t.text());
    const latent::Sequence a = count(3);
    latent::Sequence b = count(3);
    for (float& value : b.values()) value += 10;
    fill(pd, "a", a);
    fill(pd, "b", b);
    pd.send("to-step", "seed 3");
    pd.send("to-step", "reset");
    const auto out = [&] {
        latent::Sequence frames(1, 3);
        for (int row = 0; row < 3; ++row) {
            pd.send("to-out", "frame " + std::to_string(row));
            frames.at(row, 0) = static_cast<float>(pd.number_after("out: "));
        }
        return frames;
    };
    CHECK(out() == a);
    const auto pattern = pattern::Pattern::make(
        {pattern::kind_named(kind), {}, 0, 1, 3},
        {std::make_shared<const latent::Sequence>(a), std::make_shared<const latent::Sequence>(b), {}});
    REQUIRE(pattern);
    const std::int64_t first = kind == "blender" ? 1 : 0;
    for (std::int64_t loop = first; loop < pattern->loops(); ++loop) {
        pd.send("to-step", "bang");
        latent::Sequence expected(1, 3);
        for (int row = 0; row < 3; ++row) pattern->frame(loop * 3 + row, expected.frame(row));
        CHECK(out() == expected);
        CHECK(pd.number_after("info: step ") == static_cast<double>(loop - first + 1));
    }
    CHECK(pd.console().find("info: done") != std::string::npos);

    pd.console().clear();
    fill(pd, "b", random_source(2, 3, 1));
    pd.send("to-step", "bang");
    CHECK(pd.console().find(kind + ": " + kind + " needs two latents with the same number of dimensions") !=
          std::string::npos);
    pd.send("to-step", "loops 0");
    CHECK(pd.console().find(kind + ": loops 0: a whole number from 1") != std::string::npos);
    pd.send("to-step", "seed x");
    CHECK(pd.console().find(kind + ": seed x: a whole number from 0 to 9223372036854775807") != std::string::npos);
}

TEST_CASE("A swapper may write to its own first latent, and still begins anew where it began")
{
    InProcessPd pd(1, 1);
    PatchText t;
    const int first = add_latent(t, "a");
    add_latent(t, "b");
    const int print = t.box("obj print a");
    t.cord(first, 0, print, 0);
    const int to_step = t.box("obj r to-step");
    const int step = t.box("obj swapper a b a");
    t.cord(to_step, 0, step, 0);
    pd.open(t.text());
    fill(pd, "a", count(1));
    latent::Sequence b(1, 1);
    b.at(0, 0) = 7;
    fill(pd, "b", b);
    const auto value = [&] {
        pd.send("to-a", "frame 0");
        return pd.number_after("a: ");
    };
    pd.send("to-step", "bang");
    CHECK(value() == 7);
    pd.send("to-step", "reset");
    CHECK(value() == 1);
    b.at(0, 0) = 9;
    fill(pd, "a", b);  // another object's change is a new source
    pd.send("to-step", "reset");
    CHECK(value() == 9);
}
