// What the optimizer gains: the same blocks through libtorch alone, in full and in half precision, alternating, one
// thread; and what each way takes of memory, in a process of its own, once every method has been called.
//     bench_optimized model.ts...      models with RAVE's shapes: tests/bench/make_rave_shapes.py
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model.h"
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
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
constexpr int kRoundsOfDenoiser = 7;  // a call takes as long as a second of sound

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

std::array<Way, 3> all_ways()
{
    std::array<Way, 3> ways{{{"libtorch", {}, {}}, {"full", {}, {}}, {"half", {}, {}}}};
    ways[0].options.optimize = false;
    ways[1].options.optimize = ways[2].options.optimize = true;
    ways[2].options.precision = Precision::kHalf;
    return ways;
}

void load(Backend& backend, const std::string& path, Way& way)
{
    auto options = way.options;
    const auto description = backend.describe(path);
    options.bends = !(description && description->find_method("denoise"));  // as [diffuse] loads its models
    auto model = backend.load(path, options);
    if (!model) throw std::runtime_error(model.message());
    way.model = *model;
}

struct Block {
    std::vector<float> in, out;
    ConstBlock source;
    infer::Block target;

    Block(const Method& method, int samples, int voices)
        : in(static_cast<std::size_t>(voices * method.in_channels * (samples / method.in_ratio)), 0.1F),
          out(static_cast<std::size_t>(voices * method.out_channels * (samples / method.out_ratio))),
          source{in, voices, method.in_channels, samples / method.in_ratio},
          target{out, voices, method.out_channels, samples / method.out_ratio}
    {
    }
};

/// Samples of the shortest block that every method takes, and is worth a call.
int shortest_block(const Description& description, const Method& method)
{
    const int frame = std::max(method.in_ratio, method.out_ratio);
    const int least = std::max(description.min_block, frame > 1 ? frame : 2048);
    return (least + frame - 1) / frame * frame;
}

// A child process loads libtorch and a model of its own, so that no way finds the memory of another.
void weigh(const std::string& path)
{
    std::fflush(stdout);
    for (auto& way : all_ways()) {
        const pid_t child = fork();
        if (child != 0) {
            int status = 0;
            waitpid(child, &status, 0);
            if (status != 0) return;  // it said why
            continue;
        }
        int status = 1;
        try {
            const auto backend = open_plugin(LATENTJAM_PLUGIN, libtorch_help());
            if (!backend) throw std::runtime_error(backend.message());
            const double memory = resident_mb(), begin = seconds_of(CLOCK_THREAD_CPUTIME_ID);
            load(**backend, path, way);
            const double loaded = seconds_of(CLOCK_THREAD_CPUTIME_ID);
            const auto instance = std::move(*way.model->instantiate());
            for (const auto& method : way.model->description().methods) {
                Block block(method, shortest_block(way.model->description(), method), 1);
                for (int i = 0; i < 3; ++i) (void)instance->process(method, block.source, block.target);
            }
            std::printf("%s, %s: loads in %.2f s of CPU, %.1f MB resident with its first calls, %.1f MB in all\n",
                        std::filesystem::path(path).stem().c_str(), way.name, loaded - begin, resident_mb() - memory,
                        resident_mb());
            status = 0;
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
        }
        std::fflush(stdout);
        std::_Exit(status);  // libtorch's threads are not waited for
    }
}

/// The worst that optimizing did to any block of any model of which it took something: below 1 it got slower.
struct Worst {
    double ratio = 1e9;
    std::string where;
};

void compare(const std::array<Way, 3>& ways, const Method& method, int samples, int voices, Worst& worst,
             int rounds = kRounds)
{
    Block block(method, samples, voices);
    std::array<std::unique_ptr<Instance>, 3> instances;
    for (std::size_t way = 0; way < ways.size(); ++way) instances[way] = std::move(*ways[way].model->instantiate());
    std::array<std::vector<double>, 3> ms;
    std::mt19937 generator(1);
    std::normal_distribution<float> noise(0.0F, method.in_ratio == 1 ? 0.3F : 1.0F);
    const int warm_up = rounds < kRounds ? 1 : 3;
    for (int round = -warm_up; round < rounds; ++round) {
        for (auto& value : block.in) value = noise(generator);
        for (std::size_t way = 0; way < ways.size(); ++way) {
            const double begin = seconds_of(CLOCK_THREAD_CPUTIME_ID);
            const auto status = instances[way]->process(method, block.source, block.target);
            if (!status) {
                std::printf("  %s: %s\n", method.name.c_str(), status.message().c_str());
                return;
            }
            if (round >= 0) ms[way].push_back(1e3 * (seconds_of(CLOCK_THREAD_CPUTIME_ID) - begin));
        }
    }
    std::printf("  %s, %d x %d samples:", method.name.c_str(), voices, samples);
    for (std::size_t way = 0; way < ways.size(); ++way) {
        std::printf(" %s %.3f ms (%.3f to %.3f)", ways[way].name, quantile(ms[way], 0.5), quantile(ms[way], 0.25),
                    quantile(ms[way], 0.75));
        if (way > 0) std::printf(" = %.2f x", quantile(ms[0], 0.5) / quantile(ms[way], 0.5));
        std::printf(way + 1 < ways.size() ? "," : "\n");
    }
    const double ratio = quantile(ms[0], 0.5) / quantile(ms[1], 0.5);
    if (ways[1].model->optimized(method.name).taken > 0 && ratio < worst.ratio) worst = {ratio, method.name};
}

void bench(Backend& backend, const std::string& path, Worst& worst)
{
    auto ways = all_ways();
    for (auto& way : ways) load(backend, path, way);
    const auto& description = ways[0].model->description();
    Worst of_model;
    std::printf("%s\n", std::filesystem::path(path).stem().c_str());
    for (const auto& method : description.methods) {
        if (method.name == "denoise") {  // frames at ratio 1, and two rows for two seeds
            for (const int frames : {256, 2048}) compare(ways, method, frames, 1, of_model, kRoundsOfDenoiser);
            compare(ways, method, 256, 2, of_model, kRoundsOfDenoiser);
            continue;
        }
        const int block = shortest_block(description, method);
        compare(ways, method, block, 1, of_model);
        if (method.name != "decode" && method.name != "encode") continue;
        compare(ways, method, 4 * block, 1, of_model);
        compare(ways, method, block, 4, of_model);
    }
    if (of_model.ratio < worst.ratio)
        worst = {of_model.ratio, std::filesystem::path(path).stem().string() + ", " + of_model.where};
}

}  // namespace

int main(int argc, char** argv)
try {
    if (argc < 2) throw std::runtime_error("bench_optimized model.ts...");
    for (int i = 1; i < argc; ++i) weigh(argv[i]);
    const auto backend = open_plugin(LATENTJAM_PLUGIN, libtorch_help());
    if (!backend) throw std::runtime_error(backend.message());
    Worst worst;
    for (int i = 1; i < argc; ++i) try {
            bench(**backend, argv[i], worst);
        } catch (const std::exception& error) {  // the others go on
            std::printf("left out: %s\n", error.what());
        }
    std::printf("full against libtorch, at worst: %.2f x (%s)\n", worst.ratio, worst.where.c_str());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
