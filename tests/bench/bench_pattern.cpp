// What pattern~ costs: one with 16 channels, and a hundred of them against the clock.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "support/pd_in_process.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

using namespace latentjam::test;

namespace {

double thread_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// So many [pattern~ a b -m] of 16 channels, all started at once.
std::string patterns(int count, const std::string& flags)
{
    PatchText t;
    for (const char* name : {"a", "b"}) {
        const int receive = t.box("obj r to-latents");
        const int latent = t.box(std::string("obj latent ") + name);
        t.cord(receive, 0, latent, 0);
    }
    const int start = t.box("obj r to-pattern");
    const int dac = t.box("obj dac~ 1");
    for (int i = 0; i < count; ++i) {
        const int pattern = t.box("obj pattern~ a b -m " + flags);
        t.cord(start, 0, pattern, 0);
        if (i == 0) t.cord(pattern, 0, dac, 0);
    }
    return t.text();
}

void fill_and_start(InProcessPd& pd)
{
    pd.send("to-latents", "size 16 64");
    for (int n = 0; n < 64; ++n) {
        std::string message = "put " + std::to_string(n);
        for (int dim = 0; dim < 16; ++dim) message += " " + std::to_string((n * 7 + dim * 3) % 11 - 5);
        pd.send("to-latents", message);
    }
    pd.dsp(true);
    pd.send("to-pattern", "start");
    pd.process(1000);
}

/// Seconds of one core for a second of sound; the least of five, since a busy machine only adds.
double cost(int count, const std::string& flags)
{
    InProcessPd pd(1, 1);
    pd.open(patterns(count, flags));
    fill_and_start(pd);
    constexpr int kTicks = 41344;  // a minute
    double least = 1e9;
    for (int take = 0; take < 5; ++take) {
        const double begin = thread_seconds();
        pd.process(kTicks);
        least = std::min(least, (thread_seconds() - begin) / 60);
    }
    pd.dsp(false);
    return least;
}

/// What the clock says; without any pattern~, what the machine itself does to ticks.
void live(int count)
{
    InProcessPd pd(1, 1);
    pd.open(patterns(count, "-pattern swapper"));
    fill_and_start(pd);
    const Live live = play_live(pd, 20);
    double longest_s = 0;  // of processor time: what a machine without other work would need
    for (int tick = 0; tick < 13782; ++tick) {
        const double begin = thread_seconds();
        pd.process(1);
        longest_s = std::max(longest_s, thread_seconds() - begin);
    }
    pd.dsp(false);
    const double tick_ms = 1000.0 * InProcessPd::kTick / 44100;
    const auto late = std::count_if(live.tick_ms.begin(), live.tick_ms.end(), [&](double ms) { return ms > tick_ms; });
    std::printf(
        "%3d swappers of 16 channels, 20 s live: %lld of %zu ticks take longer than the %.3f ms they have; median "
        "%.3f ms, 99.9th percentile %.3f, most %.3f; processor time at most %.3f ms\n",
        count, static_cast<long long>(late), live.tick_ms.size(), tick_ms, live.percentile_ms(0.5),
        live.percentile_ms(0.999), live.percentile_ms(1), 1000 * longest_s);
}

}  // namespace

int main()
{
    const double nothing = cost(0, "");
    for (const char* flags : {"-pattern loop", "-pattern fibo", "-pattern orale", "-pattern blender",
                              "-pattern swapper", "-pattern blender -glide linear", "-pattern blender -glide cubic"})
        std::printf("pattern~ 16 channels %-30s %6.3f %% of a core\n", flags, 100 * (cost(1, flags) - nothing));

    for (const int count : {0, 100}) live(count);
}
