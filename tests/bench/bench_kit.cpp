// What the kit costs: every instrument with 64 dims at once, panels hidden, and each alone.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_in_process.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

using namespace latentjam::test;

namespace {

double thread_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

constexpr int kRuns = 5;
constexpr double kSeconds = 60;
constexpr int kRound = 689;  // ticks: a second

/// Seconds of one core for a second of sound, with a bang for each of them every second; the median of five minutes.
double cost(const std::vector<std::string>& boxes, const std::string& first)
{
    InProcessPd pd(1, 1);
    PatchText t;
    const int dac = t.box("obj dac~ 1");
    const int receive = t.box("obj r to-kit");
    for (const std::string& box : boxes) {
        const int made = t.box("obj " + box);
        t.cord(receive, 0, made, 0);
        const int one = t.box("obj snake~ out 64");
        t.cord(made, 0, one, 0);
        t.cord(one, 63, dac, 0);
    }
    pd.open(t.text());
    if (!first.empty()) pd.send("to-kit", first);
    pd.dsp(true);
    pd.process(1000);
    std::vector<double> costs;
    for (int run = 0; run < kRuns; ++run) {
        const double begin = thread_seconds();
        for (int second = 0; second < static_cast<int>(kSeconds); ++second) {
            pd.send("to-kit", "bang");
            pd.process(kRound);
        }
        costs.push_back((thread_seconds() - begin) / kSeconds);
    }
    pd.dsp(false);
    std::sort(costs.begin(), costs.end());
    return costs[kRuns / 2];
}

}  // namespace

int main()
{
    const std::vector<std::string> faces{"lateefah 64", "modulator 64", "saatR 64",    "sdbx 64",
                                         "arseq 64",    "saatgut 64",   "saatgut2 64", "skimjim"};
    std::vector<std::string> objects{
        "banks~ 64", "drift~ 64", "reseed~ 64", "seeds~ 64", "stepped~ 64", "tables~ 64", "tables~ 64 -clock -sized",
        "skim~ 7"};
    const double nothing = cost({}, "");
    std::printf("Pd without any: %.3f %% of a core\n", 100 * nothing);
    std::printf("all with 64 dims and their panels, hidden: %.3f %% of a core\n", 100 * (cost(faces, "") - nothing));
    std::printf("the objects alone, without panels: %.3f %%\n", 100 * (cost(objects, "") - nothing));
    for (const std::string& box : faces) std::printf("%-14s %.3f %%\n", box.c_str(), 100 * (cost({box}, "") - nothing));
    objects.pop_back();  // it has no grid
    std::printf("the objects off the grid, a value for each sample: %.3f %%\n",
                100 * (cost(objects, "grid 0") - nothing));
}
