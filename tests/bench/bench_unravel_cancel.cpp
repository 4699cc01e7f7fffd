// What to cancel, when, and a line for each.
// SPDX-License-Identifier: BSD-3-Clause
#include "bench_unravel_cancel.h"

#include "base/realtime.h"
#include "cancelled_run.h"
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"
#include "infer/torchscript/description.h"
#include "latent/file.h"
#include "random/random.h"
#include "support/temporary_folder.h"
#include "unravel/analyse.h"
#include "unravel/decode.h"
#include "unravel/encode.h"
#include "unravel/generate.h"
#include "unravel/sound_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numbers>
#include <vector>

namespace latentjam::bench {

namespace {

namespace fs = std::filesystem;
using namespace steps;
using namespace unravel;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

double worst(const std::vector<double>& values)
{
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

/// When a step was cancelled, and what came of it.
struct Moment {
    const char* name;
    double from;  // of the part of the run that it lies in
    double to;
    std::vector<double> heard_ms = {};
    std::vector<double> stopped_ms = {};
    std::vector<double> longest_ms = {};
    int partial = 0;
    int landed = 0;  // folders and models after a load that was cancelled
    int ended = 0;
    std::int64_t news = 0;

    void print(bool is_load) const
    {
        if (heard_ms.empty() && ended == 0) return;
        std::printf("  %-14s x%-3zu heard after %.2f (worst %.2f) ms, gone after %.0f (worst %.0f) ms", name,
                    heard_ms.size(), median(heard_ms), worst(heard_ms), median(stopped_ms), worst(stopped_ms));
        if (!is_load) std::printf(", longest piece %.0f ms", worst(longest_ms));
        std::printf("; partial files %d, news after it %d", partial, static_cast<int>(news));
        if (is_load) std::printf(", folders and models of the load %d", landed);
        if (ended > 0) std::printf("; %d had ended", ended);
        std::printf("\n");
    }
};

/// A run to its end: how long it takes in all, and the piece that loads the model, if one is loaded.
struct Whole {
    double total_ms;
    double first_ms;
    double longest_ms;
};

Whole run_whole(const Case& what, const Traces& traces)
{
    traces.held->hold(nullptr);
    Watch seen;
    const std::int64_t begin_ns = wall_clock_ns();
    run(what, -1, seen);
    const double total_ms = ms_since(begin_ns);
    traces.clear();
    return {total_ms, what.loads ? static_cast<double>(seen.first_ns) / 1e6 : 0,
            static_cast<double>(seen.longest_ns) / 1e6};
}

void bench_case(const Case& what, const Traces& traces, int rounds, std::vector<double>& all_stopped)
{
    run_whole(what, traces);  // what is slow only once in a process
    const auto [total_ms, first_ms, longest_ms] = run_whole(what, traces);
    std::printf("%s: %.0f ms uncancelled", what.name.c_str(), total_ms);
    if (what.loads) std::printf(", %.0f of it in the piece that loads the model", first_ms);
    std::printf("; longest other piece %.0f ms\n", longest_ms);

    Moment moments[] = {{"while it loads", 0.1, 0.9},
                        {"at once", 0, 0},
                        {"early", 0.02, 0.3},
                        {"in the middle", 0.3, 0.7},
                        {"near the end", 0.85, 0.97}};
    for (int which = what.loads ? 0 : 1; which < 5; ++which)
        for (int round = 0; round < rounds; ++round) {
            const Moment& meant = moments[which];
            const double part = meant.from + (meant.to - meant.from) * (round + 0.5) / rounds;
            const double after_ms = which == 0   ? part * first_ms
                                    : which == 1 ? 0
                                                 : first_ms + part * (total_ms - first_ms);
            Watch seen;
            Outcome outcome;
            outcome.had_ended = true;
            // A machine with other work is never as fast as the last time: earlier, if it was over.
            for (double earlier = 1; outcome.had_ended && earlier > 0.3; earlier *= 0.8) {
                traces.held->hold(nullptr);
                traces.clear();
                outcome = run(what, after_ms * earlier, seen);
            }
            // Nor is a load: what counts is where the step really was.
            Moment& moment = outcome.was_loading ? moments[0] : which == 0 ? moments[2] : moments[which];
            moment.partial += traces.partial_files();
            if (outcome.was_loading)
                moment.landed += (fs::exists(traces.folder) ? 1 : 0) + (traces.held->model() ? 1 : 0);
            traces.clear();
            moment.news += outcome.news_after;
            if (outcome.had_ended && ++moment.ended) continue;
            moment.heard_ms.push_back(outcome.heard_ms);
            moment.stopped_ms.push_back(outcome.stopped_ms);
            moment.longest_ms.push_back(outcome.longest_ms);
            if (!outcome.was_loading) all_stopped.push_back(outcome.stopped_ms);
        }
    for (const Moment& moment : moments) moment.print(&moment == &moments[0]);
}

void write_latents(const std::string& path, int dims, int frames, std::uint64_t seed)
{
    random::Random random(seed);
    latent::Sequence sequence(dims, frames);
    for (float& value : sequence.values()) value = static_cast<float>(random.uniform());
    (void)latent::write(sequence, path);
}

}  // namespace

void write_sound(const std::string& path, std::int64_t samples, int rate_hz)
{
    auto writer = SoundWriter::create(path, 1, rate_hz, samples);
    std::vector<float> second(static_cast<std::size_t>(rate_hz));
    for (std::int64_t done = 0; done < samples; done += rate_hz) {
        second.resize(static_cast<std::size_t>(std::min<std::int64_t>(rate_hz, samples - done)));
        for (std::size_t i = 0; i < second.size(); ++i) {
            const double t = static_cast<double>(done + static_cast<std::int64_t>(i)) / rate_hz;
            second[i] = static_cast<float>(0.4 * std::sin(2 * std::numbers::pi * (200 + 30 * std::sin(t)) * t));
        }
        (void)(*writer)->write(second);
    }
    (void)(*writer)->commit();
}

int cancel_steps(int rounds, const std::string& model)
{
    constexpr int kDims = 16;
    constexpr int kShortest_s = 20;
    constexpr double kCalls_ms = 3000;
    std::vector<double> stopped;
    const test::TemporaryFolder folder;
    auto backend = infer::open_plugin(LATENTJAM_PLUGIN, infer::libtorch_help());
    if (!backend) return std::fputs(backend.message().c_str(), stderr), 1;
    const auto description = infer::read_description(model);
    if (!description) return std::fputs(description.message().c_str(), stderr), 1;
    infer::ModelCache cache({*backend});
    Traces traces;
    traces.folder = folder.path() / "out";
    const ModelSource source{&cache, model, infer::Device::kCpu, traces.held, {}};
    const Place out{"out", traces.folder.string()};

    write_latents(folder / "few.npy", kDims, 2000, 2);
    fs::create_directory(folder / "many");
    for (int i = 0; i < 20; ++i)
        write_latents(folder / ("many/" + std::to_string(i) + ".npy"), kDims, 200'000, static_cast<std::uint64_t>(i));
    Options options;
    (void)options.set("num_latents", std::int64_t{1'000'000});
    (void)options.set("embeddings", std::int64_t{1});
    (void)options.set("pattern", std::string("loop"));
    (void)options.set("distribution", std::string("correlation-based"));

    const FileJob listen{{"in.wav", folder / "in.wav"}, out, true};
    const FileJob speak{{"in.npy", folder / "in.npy"}, out, true};
    Case encode{"encode", [&] { return std::make_unique<Encode>(source, listen); }, true};
    Case decode{"decode", [&] { return std::make_unique<Decode>(source, speak); }, true};
    const Case generate{"generate 4 million frames of 16",
                        [&] {
                            return std::make_unique<Generate>(options, Place{"few.npy", folder / "few.npy"}, out);
                        },
                        false};
    const Case analyse{"analyse 4 million frames of 16 in 20 files",
                       [&] {
                           return std::make_unique<Analyse>(Place{"many", folder / "many"}, false);
                       },
                       false};

    // Sound of such a length that the calls take a few seconds, whatever the model.
    const int dims = description->find_method("decode")->in_channels;
    const auto write_sources = [&](int seconds) {
        write_sound(folder / "in.wav", std::int64_t{seconds} * 48000, 48000);
        write_latents(folder / "in.npy", dims, seconds * 44100 / 2048, 1);
    };
    for (Case* each : {&encode, &decode}) {
        write_sources(kShortest_s);
        const Whole whole = run_whole(*each, traces);
        const int seconds = static_cast<int>(
            std::clamp(kShortest_s * kCalls_ms / (whole.total_ms - whole.first_ms), kShortest_s * 1.0, 1000.0));
        write_sources(seconds);
        each->name += " " + std::to_string(seconds) + " s";
        bench_case(*each, traces, rounds, stopped);
    }
    for (const Case* each : {&generate, &analyse}) bench_case(*each, traces, rounds, stopped);
    std::printf("all but cancels within a load: gone after %.0f ms, worst %.0f ms, of %zu\n", median(stopped),
                worst(stopped), stopped.size());
    return 0;
}

}  // namespace latentjam::bench
