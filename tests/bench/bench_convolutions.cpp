// The layers of RAVE v2's decoder or encoder, one by one: time against what memory and multipliers allow.
//     bench_convolutions [frames [voices [encode|decode [instruction set]]]] > layers.csv
//     tests/bench/draw_roofline.py layers.csv docs/pictures/roofline.png
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/convolution.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numeric>
#include <string_view>
#include <vector>

using namespace latentjam::kernel;
using namespace latentjam::kernel::conv;

namespace {

constexpr int kRounds = 60;

double thread_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

struct Layer {
    Shape shape;
    int frames;
    int past = 0;
    int overlap = 0;
    std::vector<float> x, past_state, overlap_state, y;
    std::unique_ptr<PackedWeights> full, half;

    Layer(const Shape& s, int f) : shape(s), frames(f)
    {
        if (s.transposed)
            overlap = s.stride;
        else
            past = (s.kernel - 1) * s.dilation + 1 - s.stride;
    }

    double operations(int voices) const
    {
        return 2 * weights() * voices * (shape.transposed ? frames : frames / shape.stride);
    }

    double weights() const { return static_cast<double>(shape.inputs) * shape.outputs * shape.kernel; }
};

std::vector<Layer> decoder(int frames)
{
    std::vector<Layer> layers;
    int channels = 1536;
    layers.emplace_back(Shape{128, channels, 3}, frames);
    for (const auto& [stride, units] : {std::pair{2, 2}, {4, 3}, {4, 3}, {4, 3}}) {
        layers.emplace_back(Shape{channels, channels / 2, 2 * stride, stride, 1, 0, true}, frames);
        channels /= 2;
        frames *= stride;
        for (int unit = 0, dilation = 1; unit < units; ++unit, dilation *= 3) {
            layers.emplace_back(Shape{channels, channels, 3, 1, dilation}, frames);
            layers.emplace_back(Shape{channels, channels, 1}, frames);
        }
    }
    layers.emplace_back(Shape{channels, 32, 7}, frames);
    layers.emplace_back(Shape{16, 16, 32}, frames);
    return layers;
}

std::vector<Layer> encoder(int frames)
{
    std::vector<Layer> layers;
    int channels = 96;
    frames *= 128;
    layers.emplace_back(Shape{1, 16, 512, 16}, 16 * frames);
    layers.emplace_back(Shape{16, channels, 7}, frames);
    for (const auto& [stride, units] : {std::pair{4, 3}, {4, 3}, {4, 3}, {2, 2}}) {
        for (int unit = 0, dilation = 1; unit < units; ++unit, dilation *= 3) {
            layers.emplace_back(Shape{channels, channels, 3, 1, dilation}, frames);
            layers.emplace_back(Shape{channels, channels, 1}, frames);
        }
        layers.emplace_back(Shape{channels, 2 * channels, 2 * stride, stride}, frames);
        channels *= 2;
        frames /= stride;
    }
    layers.emplace_back(Shape{channels, 256, 3}, frames);
    return layers;
}

void prepare(std::vector<Layer>& layers, int voices, WeightStore& store)
{
    for (auto& layer : layers) {
        std::vector<float> weights(static_cast<std::size_t>(layer.weights()));
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i % 17) / 17.0F - 0.5F;
        layer.full = std::make_unique<PackedWeights>(layer.shape, weights, Precision::kFull, store);
        const auto size = [&](int channels, int frames) {
            return static_cast<std::size_t>(voices * channels * frames);
        };
        layer.x.assign(size(layer.shape.inputs, layer.frames), 0.1F);
        layer.past_state.resize(size(layer.shape.inputs, layer.past));
        layer.overlap_state.resize(size(layer.shape.outputs, layer.overlap));
        layer.y.resize(size(layer.shape.outputs, layer.frames * layer.shape.stride));
    }
    for (auto& layer : layers)
        layer.half = std::make_unique<PackedWeights>(layer.shape, layer.full->unpack(), Precision::kHalf, store);
}

double seconds(Layer& layer, const PackedWeights& weights, int voices, const Instructions& instructions)
{
    Call call;
    call.voices = voices;
    call.frames = layer.frames;
    call.x = layer.x.data();
    call.activation = {true, 0.2F};
    call.past = layer.past > 0 ? layer.past_state.data() : nullptr;
    call.past_frames = layer.past;
    call.overlap = layer.overlap > 0 ? layer.overlap_state.data() : nullptr;
    call.overlap_frames = layer.overlap;
    call.y = layer.y.data();
    const double begin = thread_seconds();
    convolve(weights, call, instructions);
    return thread_seconds() - begin;
}

// The fastest where nothing has that name.
const Instructions& instructions_named(std::string_view name)
{
    const auto all = available_instructions();
    const auto found =
        std::find_if(all.begin(), all.end(), [name](const Instructions& set) { return name == set.name; });
    return found == all.end() ? all.front() : *found;
}

// What this core does at best, with the same tiles: a stream of weights that no cache holds, and sums that stay in one.
double bytes_a_second(const Instructions& instructions)
{
    constexpr int kRows = 1 << 20;
    std::vector<float> weights(std::size_t{kRows} * kLanes), x(kRows), sums(kLanes);
    double best = 1;
    for (int i = 0; i < 12; ++i) {
        const double begin = thread_seconds();
        instructions.full({weights.data(), x.data(), 0, 1, 1, kRows, 1, sums.data()});
        best = std::min(best, thread_seconds() - begin);
    }
    return static_cast<double>(weights.size()) * sizeof(float) / best;
}

double operations_a_second(const Instructions& instructions)
{
    constexpr int kRows = 64, kColumns = 24, kTimes = 2000;
    std::vector<float> weights(std::size_t{kRows} * kLanes), x(std::size_t{kRows} * kColumns),
        sums(std::size_t{kLanes} * kColumns);
    double best = 1;
    for (int i = 0; i < 12; ++i) {
        const double begin = thread_seconds();
        for (int k = 0; k < kTimes; ++k)
            instructions.full({weights.data(), x.data(), 0, kColumns, 1, kRows, kColumns, sums.data()});
        best = std::min(best, thread_seconds() - begin);
    }
    return 2.0 * kRows * kLanes * kColumns * kTimes / best;
}

}  // namespace

int main(int argc, char** argv)
{
    const int frames = argc > 1 ? std::max(1, std::atoi(argv[1])) : 1;
    const int voices = argc > 2 ? std::max(1, std::atoi(argv[2])) : 1;
    const auto& instructions = instructions_named(argc > 4 ? argv[4] : "");
    const double memory = bytes_a_second(instructions), multipliers = operations_a_second(instructions);
    const bool encode = argc > 3 && std::string_view(argv[3]) == "encode";
    auto layers = encode ? encoder(frames) : decoder(frames);
    WeightStore store;
    prepare(layers, voices, store);
    std::vector<std::vector<double>> full(layers.size()), half(layers.size());
    std::vector<double> full_sums, half_sums;
    for (int round = 0; round < kRounds; ++round) {
        double sums[2] = {0, 0};
        for (std::size_t i = 0; i < layers.size(); ++i)
            sums[0] += full[i].emplace_back(seconds(layers[i], *layers[i].full, voices, instructions));
        for (std::size_t i = 0; i < layers.size(); ++i)
            sums[1] += half[i].emplace_back(seconds(layers[i], *layers[i].half, voices, instructions));
        full_sums.push_back(sums[0]);
        half_sums.push_back(sums[1]);
    }
    double limit_full = 0, limit_half = 0;
    std::printf("layer,frames,operations,bytes_full,ms_full,ms_half,gbytes_a_second,gflops\n");
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& layer = layers[i];
        const double operations = layer.operations(voices), bytes = 4 * layer.weights();
        limit_full += std::max(bytes / memory, operations / multipliers);
        limit_half += std::max(bytes / 2 / memory, operations / multipliers);
        std::printf("%s%d to %d k%d d%d,%d,%.0f,%.0f,%.4f,%.4f,%.2f,%.2f\n", layer.shape.transposed ? "up " : "",
                    layer.shape.inputs, layer.shape.outputs, layer.shape.kernel, layer.shape.dilation, layer.frames,
                    operations, bytes, 1e3 * median(full[i]), 1e3 * median(half[i]), memory / 1e9, multipliers / 1e9);
    }
    std::fprintf(stderr,
                 "%s, %d frames, %d voices: full %.2f ms (limit %.2f), half %.2f ms (limit %.2f); memory %.1f GB/s, "
                 "multipliers %.0f GFLOP/s\n",
                 instructions.name, frames, voices, 1e3 * median(full_sums), 1e3 * limit_full, 1e3 * median(half_sums),
                 1e3 * limit_half, memory / 1e9, multipliers / 1e9);
    return 0;
}
