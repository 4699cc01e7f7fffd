// How soon a bend of a layer sounds, and what a slider that never rests leaves behind. In real time, as from a device.
//     [chrt -f 30] bench_bending sound|first|unexpected|slider [model.ts [parameter [rounds or seconds]]]
// `first` asks for the layers before, as [bender] does; `unexpected` does not.
// Under chrt the workers that compute bends are taken out of the ordinary class, too: then other programs are not
// measured, and what remains is what an idle machine shows.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "support/pd_in_process.h"
#include "support/resident_memory.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <pthread.h>
#include <sched.h>

using namespace latentjam::test;

namespace {

constexpr double kTick_ms = InProcessPd::kTick / 44.1;

struct Subject {
    std::string model = LATENTJAM_MODELS "/sirens.ts";
    std::string parameter = "decoder.quarter.0.conv.weight";
    int rounds = 30;
};

/// Workers for files and bends are ordinary threads, whatever Pd is.
void keep_others_out()
{
    int policy = 0;
    sched_param param{};
    pthread_getschedparam(pthread_self(), &policy, &param);
    if (policy != SCHED_FIFO) return;
    param.sched_priority /= 2;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "comm");
        std::string name;
        std::getline(file, name);
        if (name == "latentjam files") sched_setscheduler(std::stoi(task.path().filename().string()), policy, &param);
    }
}

/// Two boxes with the same model, seed and input: `to-bent` reaches one, `to-both` both.
void open_two(InProcessPd& pd, const Subject& subject)
{
    const auto name = pd.folder() / "subject.ts";
    if (!std::filesystem::exists(name)) std::filesystem::create_symlink(std::filesystem::absolute(subject.model), name);
    PatchText t;
    const int both = t.box("obj r to-both"), bent = t.box("obj r to-bent"), osc = t.box("obj osc~ 0.7");
    const int out = t.box("obj dac~ 1 2");
    for (int i = 0; i < 2; ++i) {
        const int rave = t.box("obj rave~ subject decode -m -seed 3");
        const int split = t.box("obj snake~ out 1");
        t.cord(osc, 0, rave, 0);
        t.cord(both, 0, rave, 0);
        if (i == 0) t.cord(bent, 0, rave, 0);
        t.cord(rave, 0, split, 0);
        t.cord(split, 0, out, i);
        if (i == 0) t.cord(rave, 1, t.box("obj print info"), 0);
    }
    pd.open(t.text());
    keep_others_out();
    if (!pd.wait_for("info: ready 1", 120)) throw std::runtime_error(subject.model + " does not load: " + pd.console());
    pd.dsp(true);
    play_live(pd, 3);
}

struct Timing {
    double sound_ms = -1;  ///< from the message to the first sample that differs
    double told_ms = -1;   ///< to rave~'s answer `bent`
};

/// Both have the bend `before`, and have played it for a while; then one of them gets another.
Timing bend(InProcessPd& pd, const std::string& before, const std::string& message)
{
    pd.send("to-both", before);
    play_live(pd, 0.5);
    pd.send("to-both", "reset");
    pd.send("to-both", "seed 3");
    play_live(pd, 0.3);
    pd.console().clear();
    Timing timing;
    pd.send("to-bent", message);
    const auto begin = std::chrono::steady_clock::now();
    for (int tick = 0; tick < 700 && (timing.sound_ms < 0 || timing.told_ms < 0); ++tick) {
        std::this_thread::sleep_until(begin + std::chrono::duration<double, std::milli>(tick * kTick_ms));
        const Channels out = pd.process(1);
        for (std::size_t n = 0; n < out[0].size() && timing.sound_ms < 0; ++n)
            if (out[0][n] != out[1][n]) timing.sound_ms = tick * kTick_ms + static_cast<double>(n) / 44.1;
        if (timing.told_ms < 0 && pd.console().find("info: bent") != std::string::npos)
            timing.told_ms = (tick + 1) * kTick_ms;
    }
    return timing;
}

/// A bend that moves, as a slider does; or the first one of a model that has none.
int measure_sound(const Subject& subject, bool is_first, bool is_expected)
{
    InProcessPd pd(1, 2);
    open_two(pd, subject);
    const double before = resident_megabytes();
    if (is_expected) {
        pd.send("to-bent", "layers");
        play_live(pd, 1);
        std::printf("to expect a bend takes %.1f MB\n", resident_megabytes() - before);
    }
    std::vector<double> sound, told;
    for (int round = 0; round < subject.rounds; ++round) {
        play_live(pd, 0.0137 * (round % 4));  // another place in the block each time
        const std::string words = "rebend " + subject.parameter + " scale 0.";
        const Timing timing = bend(pd, is_first ? "unbend" : words + "9", words + std::to_string(3 + round % 5));
        if (timing.sound_ms < 0) throw std::runtime_error("a bend was never heard: " + pd.console());
        sound.push_back(timing.sound_ms);
        told.push_back(timing.told_ms);
    }
    std::sort(sound.begin(), sound.end());
    std::sort(told.begin(), told.end());
    const auto at = [](const std::vector<double>& values, double part) {
        return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
    };
    std::printf("%s, message to sound, %d times: least %.1f, median %.1f, 90 %% %.1f, most %.1f ms\n",
                is_first ? "first bend" : "bend that moves", subject.rounds, sound.front(), at(sound, 0.5),
                at(sound, 0.9), sound.back());
    std::printf("message to `bent`: median %.1f, most %.1f ms; two blocks are %.1f ms\n", at(told, 0.5), told.back(),
                2 * 2048 / 44.1);
    pd.dsp(false);
    return 0;
}

int measure_slider(const Subject& subject, int seconds)
{
    InProcessPd pd(1, 2);
    open_two(pd, subject);
    pd.console().clear();
    int moves = 0;
    for (int second = 0; second < seconds; ++second) {
        for (int i = 0; i < 100; ++i) {
            pd.send("to-bent", "rebend " + subject.parameter + " scale " + std::to_string(0.5 + 0.005 * (moves % 200)));
            play_live(pd, 0.01);
            ++moves;
        }
        if (second % 10 == 9) {
            int bents = 0;
            for (std::size_t at = 0; (at = pd.console().find("info: bent", at)) != std::string::npos; ++at) ++bents;
            pd.send("to-bent", "bang");
            std::printf("%2d s: %d moves, %d lists heard, %.1f MB, late %.0f, load %.1f %%\n", second + 1, moves, bents,
                        resident_megabytes(), pd.number_after("info: late"), pd.number_after("info: load"));
        }
    }
    const auto begin = std::chrono::steady_clock::now();
    pd.console().clear();
    pd.send("to-bent", "rebend " + subject.parameter + " scale 0.123");
    while (pd.console().find("info: bent") == std::string::npos) play_live(pd, 0.0015);
    std::printf("the last move was heard %.1f ms later: nothing waits\n",
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    pd.dsp(false);
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    Subject subject;
    const std::string what = argc > 1 ? argv[1] : "";
    if (argc > 2) subject.model = argv[2];
    if (argc > 3) subject.parameter = argv[3];
    const int number = argc > 4 ? std::atoi(argv[4]) : 0;
    try {
        if (number > 0) subject.rounds = number;
        if (what == "sound" || what == "first" || what == "unexpected")
            return measure_sound(subject, what != "sound", what == "first");
        if (what == "slider") return measure_slider(subject, number > 0 ? number : 60);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    std::fprintf(stderr, "bench_bending sound|first|unexpected|slider [model.ts [parameter [rounds or seconds]]]\n");
    return 2;
}
