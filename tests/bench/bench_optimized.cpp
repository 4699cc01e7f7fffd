// What the optimizer gains: the same blocks through libtorch alone, in full and in half precision, alternating, one
// thread.
//     bench_optimized model.ts...      models with RAVE's shapes: tests/bench/make_rave_shapes.py
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model.h"
#include "infer/plugin.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

constexpr int kRounds = 60;

double seconds_of(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double resident_mb()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * 4096 / 1e6;
}

double quantile(std::vector<double> values, double fraction)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1))];
}

struct Way {
    const char* name;
    LoadOptions options;
    std::shared_ptr<Model> model;
};

std::array<Way, 3> load_all(Backend& backend, const std::string& path)
{
    std::array<Way, 3> ways{{{"libtorch", {}, {}}, {"full", {}, {}}, {"half", {}, {}}}};
    ways[0].options.optimize = false;
    ways[1].options.optimize = ways[2].options.optimize = true;
    ways[2].options.precision = Precision::kHalf;
    for (auto& way : ways) {
        const double memory = resident_mb(), begin = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        auto model = backend.load(path, way.options);
        if (!model) throw std::runtime_error(model.message());
        way.model = *model;
        std::printf("%s, %s: loads in %.2f s of CPU, %.0f MB resident\n", std::filesystem::path(path).stem().c_str(),
                    way.name, seconds_of(CLOCK_THREAD_CPUTIME_ID) - begin, resident_mb() - memory);
    }
    return ways;
}

void compare(const std::array<Way, 3>& ways, const Method& method, int samples, int voices)
{
    const int in_frames = samples / method.in_ratio, out_frames = samples / method.out_ratio;
    std::vector<float> in(static_cast<std::size_t>(voices * method.in_channels * in_frames));
    std::vector<float> out(static_cast<std::size_t>(voices * method.out_channels * out_frames));
    std::array<std::unique_ptr<Instance>, 3> instances;
    for (std::size_t way = 0; way < ways.size(); ++way) instances[way] = std::move(*ways[way].model->instantiate());
    std::array<std::vector<double>, 3> ms;
    std::mt19937 generator(1);
    std::normal_distribution<float> noise(0.0F, method.in_ratio == 1 ? 0.3F : 1.0F);
    constexpr int kWarmUp = 3;
    for (int round = -kWarmUp; round < kRounds; ++round) {
        for (auto& value : in) value = noise(generator);
        for (std::size_t way = 0; way < ways.size(); ++way) {
            const double begin = seconds_of(CLOCK_THREAD_CPUTIME_ID);
            const auto status = instances[way]->process(method, {in, voices, method.in_channels, in_frames},
                                                        {out, voices, method.out_channels, out_frames});
            if (!status) throw std::runtime_error(status.message());
            if (round >= 0) ms[way].push_back(1e3 * (seconds_of(CLOCK_THREAD_CPUTIME_ID) - begin));
        }
    }
    std::printf("  %s, %d x %d samples:", method.name.c_str(), voices, samples);
    for (std::size_t way = 0; way < ways.size(); ++way) {
        std::printf(" %s %.2f ms (%.2f to %.2f)", ways[way].name, quantile(ms[way], 0.5), quantile(ms[way], 0.25),
                    quantile(ms[way], 0.75));
        if (way > 0) std::printf(" = %.2f x", quantile(ms[0], 0.5) / quantile(ms[way], 0.5));
        std::printf(way + 1 < ways.size() ? "," : "\n");
    }
}

void bench(Backend& backend, const std::string& path)
{
    const auto ways = load_all(backend, path);
    for (const char* name : {"decode", "encode"}) {
        const Method* method = ways[0].model->description().find_method(name);
        if (method == nullptr) continue;
        const int frame = std::max(method->in_ratio, method->out_ratio);
        compare(ways, *method, frame, 1);
        compare(ways, *method, 4 * frame, 1);
        compare(ways, *method, frame, 4);
    }
}

}  // namespace

int main(int argc, char** argv)
try {
    if (argc < 2) throw std::runtime_error("bench_optimized model.ts...");
    const auto backend = open_plugin(LATENTJAM_PLUGIN);
    if (!backend) throw std::runtime_error(backend.message());
    for (int i = 1; i < argc; ++i) bench(**backend, argv[i]);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
