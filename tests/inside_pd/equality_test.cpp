// rave~ in Pd plays what the model itself returns, delayed by exactly what it reports.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/rave_patch.h"
#include "support/gain_toy.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <random>

using namespace latentjam;
using namespace latentjam::test;

namespace {

constexpr int kBlocks = 200;
constexpr double kTolerance = 1e-6;

DirectCall toy_call(const std::string& method, int voices, int buffer)
{
    DirectCall call = call_of_gain(method);
    call.voices = voices;
    call.buffer = buffer;
    return call;
}

Channels noise(int channels, std::size_t length)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<float> values(-1, 1);
    Channels result(static_cast<std::size_t>(channels), std::vector<float>(length));
    for (auto& channel : result)
        for (float& value : channel) value = values(random);
    return result;
}

void check_equality(DirectCall call, bool multichannel, int block, const std::string& flags, int hold)
{
    RavePatch patch;
    patch.arguments = "toy " + call.method + " " + std::to_string(call.buffer) + " -voices " +
                      std::to_string(call.voices) + " " + flags;
    patch.inputs = call.voices * call.in_channels;
    patch.outputs = call.voices * call.out_channels;
    patch.multichannel = multichannel;
    patch.block = block;

    InProcessPd pd(patch.inputs, patch.outputs);
    call.model = save_gain(pd, call.method).model;
    pd.open(rave_patch(patch));
    begin_exactly(pd, call.buffer);
    const auto in = noise(patch.inputs, static_cast<std::size_t>(kBlocks) * static_cast<std::size_t>(call.buffer));
    const auto out = pd.process(in);
    pd.dsp(false);
    const auto latency = static_cast<std::size_t>(latency_of(pd) + std::max(0, block - InProcessPd::kTick));
    CAPTURE(latency, pd.console());
    REQUIRE(pd.number_after("info: late ") == 0);

    const auto expected = call_directly(call, in, hold);
    REQUIRE(expected.size() == out.size());
    double worst = 0, loudest = 0;
    for (std::size_t row = 0; row < out.size(); ++row) {
        for (std::size_t n = 0; n < out[row].size(); ++n) {
            const float wanted = n < latency ? 0.0f : expected[row][n - latency];
            worst = std::max(worst, std::abs(static_cast<double>(out[row][n]) - static_cast<double>(wanted)));
            loudest = std::max(loudest, std::abs(static_cast<double>(wanted)));
        }
    }
    CHECK(worst <= kTolerance);
    CHECK(loudest > 0.01);  // the reference is no silence
}

}  // namespace

TEST_CASE("rave~ equals direct calls of the module over 200 blocks")
{
    const std::string method = GENERATE("encode", "decode", "forward");
    const int ratios = GENERATE(1, 4);
    const int voices = GENERATE(1, 4);
    const bool multichannel = GENERATE(false, true);
    const int block = GENERATE(1, 64, 1024);
    CAPTURE(method, ratios, voices, multichannel, block);
    check_equality(toy_call(method, voices, ratios * 2048), multichannel, block, "", -1);
}

TEST_CASE("rave~ equals direct calls when it holds the first sample, or computes inside perform")
{
    const std::string method = GENERATE("encode", "decode");
    const auto [flags, hold] = GENERATE(std::pair{"-hold first", 0}, std::pair{"-hold 700", 700},
                                        std::pair{"-sync", -1}, std::pair{"-sync -hold first", 0});
    const int block = GENERATE(64, 1024, 4096);
    CAPTURE(method, flags, block);
    check_equality(toy_call(method, 1, 2048), false, block, flags, hold);
}
