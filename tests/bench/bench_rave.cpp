// What rave~ costs: over bare calls of the model, inside perform, from the first block on.
//     bench_rave cpu|perform|steady [model.ts [method]]
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/description.h"
#include "inside_pd/live.h"
#include "inside_pd/rave_patch.h"
#include "support/direct_call.h"
#include "support/perform_probe.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

double process_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename T>
T quantile(std::vector<T> values, double fraction)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1))];
}

struct Subject {
    DirectCall call;
    RavePatch patch;
};

Subject describe(const std::string& model, const std::string& method)
{
    const auto description = infer::read_description(model);
    const infer::Method* m = description ? description->find_method(method) : nullptr;
    if (!m) throw std::runtime_error(model + " has no method " + method);
    Subject subject;
    subject.call = {model,
                    method,
                    1,
                    m->in_channels,
                    m->in_ratio,
                    m->out_channels,
                    m->out_ratio,
                    std::max({m->in_ratio, m->out_ratio, 2048})};
    subject.patch = {
        std::filesystem::path(model).stem().string() + " " + method + " " + std::to_string(subject.call.buffer),
        m->in_channels, m->out_channels, true, 64};
    return subject;
}

void open(InProcessPd& pd, const Subject& subject)
{
    std::filesystem::copy_file(subject.call.model, pd.folder() / subject.call.model.filename());
    pd.open(rave_patch(subject.patch));
    if (!pd.wait_for("info: ready 1", 120)) throw std::runtime_error(pd.console());
}

/// CPU seconds of all threads for `ticks` of Pd with this patch.
double cpu_of(InProcessPd& pd, int ticks)
{
    const double begin = process_seconds();
    pd.process(ticks);
    return process_seconds() - begin;
}

/// The same blocks through rave~ in Pd, less the same patch without rave~, against the model alone.
void cpu(const Subject& subject)
{
    constexpr int kRounds = 25, kBlocks = 60;
    const int ticks = kBlocks * subject.call.buffer / InProcessPd::kTick;
    InProcessPd pd(subject.patch.inputs, subject.patch.outputs);

    PatchText plain;
    const int adc = plain.box("obj adc~"), in = plain.box("obj snake~ in " + std::to_string(subject.patch.inputs));
    const int out = plain.box("obj snake~ out " + std::to_string(subject.patch.outputs)), dac = plain.box("obj dac~");
    plain.cord(adc, 0, in, 0);
    plain.cord(in, 0, out, 0);
    plain.cord(out, 0, dac, 0);
    pd.open(plain.text());
    pd.dsp(true);
    std::vector<double> without;
    for (int round = 0; round < kRounds; ++round) without.push_back(cpu_of(pd, ticks));
    pd.close();

    open(pd, subject);
    pd.send("to-rave", "offline 1");
    pd.process(ticks);
    std::vector<double> ratios, bare_ms;
    for (int round = 0; round < kRounds; ++round) {
        const auto times = time_directly(subject.call, kBlocks);
        const double bare = 1e-9 * static_cast<double>(std::accumulate(times.begin(), times.end(), std::int64_t{0}));
        ratios.push_back((cpu_of(pd, ticks) - quantile(without, 0.5)) / bare);
        bare_ms.push_back(1e3 * bare / kBlocks);
    }
    std::printf("%s %s: bare call %.3f ms a block; CPU of rave~ / bare calls: median %.3f (quartiles %.3f to %.3f)\n",
                subject.call.model.filename().c_str(), subject.call.method.c_str(), quantile(bare_ms, 0.5),
                quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
}

void perform(const Subject& subject)
{
    InProcessPd pd(subject.patch.inputs, subject.patch.outputs);
    open(pd, subject);
    pd.dsp(true);
    play_live(pd, 1.0, 0.3f);
    start_probe(1'000'000, Kernel::kLeftAlone, Time::kOfWall);
    play_live(pd, 20.0, 0.3f);
    const auto times = stop_probe().microseconds;
    start_probe(0);
    play_live(pd, 5.0, 0.3f);
    const auto counts = stop_probe();
    std::printf(
        "%s %s, %d channels in, 64-sample ticks in real time: %zu calls; median %.2f us, 99 %% %.2f us, "
        "99.9 %% %.2f us, longest %.1f us; %.3f %% under 20 us\n",
        subject.call.model.filename().c_str(), subject.call.method.c_str(), subject.patch.inputs, times.size(),
        static_cast<double>(quantile(times, 0.5)), static_cast<double>(quantile(times, 0.99)),
        static_cast<double>(quantile(times, 0.999)), static_cast<double>(quantile(times, 1.0)),
        100.0 * static_cast<double>(std::count_if(times.begin(), times.end(), [](float us) { return us < 20; })) /
            static_cast<double>(times.size()));
    std::printf("then, in %lld calls: allocations %lld, locks %lld, wake-ups %lld, other system calls %lld%s\n",
                static_cast<long long>(counts.calls), static_cast<long long>(counts.allocations),
                static_cast<long long>(counts.locks), static_cast<long long>(counts.wake_ups),
                static_cast<long long>(counts.system_calls),
                counts_system_calls() ? "" : " (not counted on this system)");
}

void print_spread(const char* who, const std::vector<double>& block_ms)
{
    const double median = quantile(block_ms, 0.5);
    const auto over = std::count_if(block_ms.begin(), block_ms.end(), [&](double ms) { return ms > 1.5 * median; });
    std::printf("%s: median %.3f ms, 99 %% %.3f, longest %.3f (%.2f x the median); %ld of %zu over 1.5 x\n", who,
                median, quantile(block_ms, 0.99), quantile(block_ms, 1.0), quantile(block_ms, 1.0) / median,
                static_cast<long>(over), block_ms.size());
}

/// CPU of one block after the other from `ready` on; between them the worker is given the time to end.
void steady(const Subject& subject)
{
    constexpr int kBlocks = 300;
    InProcessPd pd(subject.patch.inputs, subject.patch.outputs);
    open(pd, subject);
    pd.dsp(true);
    std::vector<double> block_ms;
    const int ticks = subject.call.buffer / InProcessPd::kTick;
    pd.silence_until_multiple_of(subject.call.buffer);
    for (int block = 0; block < kBlocks; ++block) {
        const double begin = process_seconds();
        pd.process(ticks);
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        block_ms.push_back(1e3 * (process_seconds() - begin));
    }
    std::printf("%s %s, CPU of each of the first %d blocks from ready on; first five %.3f %.3f %.3f %.3f %.3f ms\n",
                subject.call.model.filename().c_str(), subject.call.method.c_str(), kBlocks, block_ms[0], block_ms[1],
                block_ms[2], block_ms[3], block_ms[4]);
    print_spread("rave~     ", block_ms);

    std::vector<double> bare_ms;  // what the machine itself does to calls of one length
    for (const std::int64_t ns : time_directly(subject.call, kBlocks))
        bare_ms.push_back(1e-6 * static_cast<double>(ns));
    print_spread("bare calls", bare_ms);
}

}  // namespace

int main(int argc, char** argv)
try {
    const std::string what = argc > 1 ? argv[1] : "";
    const Subject subject = describe(argc > 2 ? argv[2] : LATENTJAM_MODELS "/sirens.ts", argc > 3 ? argv[3] : "decode");
    if (what == "cpu")
        cpu(subject);
    else if (what == "perform")
        perform(subject);
    else if (what == "steady")
        steady(subject);
    else
        throw std::runtime_error("bench_rave cpu|perform|steady [model.ts [method]]");
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
