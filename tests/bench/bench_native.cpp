// The library's own runtime beside libtorch with all its passes: time to load, the first block, blocks by turns, and
// how far apart they are.
//     bench_native VOICES FRAMES MODEL.ts...
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/backend.h"
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"
#include "support/relative_difference.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

constexpr int kBlocks = 200;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point since)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

struct Player {
    std::unique_ptr<Instance> instance;
    std::vector<double> times_ms;
    std::vector<float> out;

    void play(const Method& method, const std::vector<float>& in, int voices, int samples)
    {
        const int in_frames = samples / method.in_ratio, out_frames = samples / method.out_ratio;
        out.resize(static_cast<std::size_t>(voices * method.out_channels * out_frames));
        const auto since = Clock::now();
        const auto status = instance->process(method, {in, voices, method.in_channels, in_frames},
                                              {out, voices, method.out_channels, out_frames});
        times_ms.push_back(milliseconds(since));
        if (!status.has_block()) std::printf("%s\n", status.message().c_str());
    }

    double median_ms() const
    {
        auto sorted = times_ms;
        std::sort(sorted.begin(), sorted.end());
        return sorted[sorted.size() / 2];
    }
};

// As rave~ opens a model: a spare instance plays some blocks of the size at hand before another one begins.
std::unique_ptr<Instance> rehearsed(Model& model, const Method& method, const std::vector<float>& in, int voices,
                                    int samples)
{
    Player spare{std::move(*model.instantiate()), {}, {}};
    for (int i = 0; i < 20; ++i) spare.play(method, in, voices, samples);
    return std::move(*model.instantiate());
}

void compare(Model& native, Model& torch, const Method& method, int voices, int samples)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<float> number(-1, 1);
    std::vector<float> in(static_cast<std::size_t>(voices * method.in_channels * (samples / method.in_ratio)));
    Player ours{rehearsed(native, method, in, voices, samples), {}, {}};
    Player theirs{rehearsed(torch, method, in, voices, samples), {}, {}};
    ours.instance->seed(7);
    theirs.instance->seed(7);
    double largest = 0;
    for (int block = 0; block < kBlocks; ++block) {
        for (auto& value : in) value = number(random);
        ours.play(method, in, voices, samples);
        theirs.play(method, in, voices, samples);
        largest = std::max(largest, test::relative_difference(ours.out, theirs.out));
    }
    const double own = ours.median_ms(), other = theirs.median_ms();
    std::printf(
        "  %-8s native %.3f ms, libtorch %.3f: %.2f times as fast; first block %.2f (%.1f medians); "
        "difference %.1e\n",
        method.name.c_str(), own, other, other / own, ours.times_ms.front(), ours.times_ms.front() / own, largest);
}

}  // namespace

int main(int count, char** words)
{
    if (count < 4) return std::printf("bench_native VOICES FRAMES MODEL.ts...\n"), 1;
    const int voices = std::atoi(words[1]), frames = std::atoi(words[2]);
    const auto plugin = open_plugin(LATENTJAM_PLUGIN, libtorch_help());
    if (!plugin) return std::printf("%s\n", plugin.message().c_str()), 1;
    NativeBackend own;
    for (int i = 3; i < count; ++i) {
        static_cast<void>((*plugin)->load(words[i], Device::kCpu));  // the runtime's own beginning is not the model's
        auto since = Clock::now();
        const auto native = own.load(words[i], Device::kCpu);
        const double native_ms = milliseconds(since);
        since = Clock::now();
        const auto torch = (*plugin)->load(words[i], Device::kCpu);
        const double torch_ms = milliseconds(since);
        if (!native || !torch) {
            std::printf("%s: %s%s\n", words[i], native ? "" : native.message().c_str(),
                        torch ? "" : torch.message().c_str());
            continue;
        }
        std::printf("%s, %d voices, %d frames: loaded in %.0f ms, libtorch %.0f (%.2f times)\n",
                    std::filesystem::path(words[i]).filename().string().c_str(), voices, frames, native_ms, torch_ms,
                    native_ms / torch_ms);
        const auto& description = (*torch)->description();
        int samples = std::max(1, description.min_block);
        for (const auto& method : description.methods) samples = std::max({samples, method.in_ratio, method.out_ratio});
        for (const auto& method : description.methods) compare(**native, **torch, method, voices, samples * frames);
    }
}
