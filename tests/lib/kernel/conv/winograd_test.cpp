// The transforms of minimal filtering, in every instruction set, and when they are used.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/winograd.h"

#include "kernel/conv/convolution.h"
#include "kernel/conv/half.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace latentjam::kernel::conv;
using latentjam::kernel::Precision;

namespace {

constexpr std::size_t kColumns = 2 * kLanes, kFrames = kWinogradOutputs * kColumns;

std::vector<float> noise(std::size_t count, unsigned seed)
{
    std::mt19937 generator(seed);
    std::vector<float> numbers(count);
    for (auto& number : numbers) number = static_cast<float>(generator() % 2049) / 1024.0F - 1.0F;  // halves, too
    return numbers;
}

/// One channel, from its frames to the sums of sixteen outputs.
std::vector<float> filtered(const WinogradLoops& loops, const std::vector<float>& taps, const std::vector<float>& x,
                            bool is_half)
{
    std::vector<float> weights(kWinogradProducts * kLanes), input(kWinogradProducts * kColumns),
        products(kWinogradProducts * kColumns * kLanes), sums(kFrames * kLanes);
    if (is_half) {
        std::vector<std::uint16_t> halves;
        for (const float tap : taps) halves.push_back(to_half(tap));
        loops.half(halves.data(), kLanes, 1, weights.data());
    } else {
        loops.full(taps.data(), kLanes, 1, weights.data());
    }
    constexpr std::size_t kStep = kColumns + kLanes;
    std::vector<float> phases(kWinogradOutputs * kStep + kLanes);
    for (std::size_t frame = 0; frame < x.size(); ++frame)
        phases[frame % kWinogradOutputs * kStep + frame / kWinogradOutputs] = x[frame];
    loops.input(phases.data(), kStep, kColumns, input.data(), kColumns);
    for (std::size_t product = 0; product < kWinogradProducts; ++product)
        for (std::size_t column = 0; column < kColumns; ++column)
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                products[(product * kColumns + column) * kLanes + lane] =
                    weights[product * kLanes + lane] * input[product * kColumns + column];
    loops.sums(products.data(), kColumns * kLanes, kColumns, sums.data());
    return sums;
}

}  // namespace

TEST_CASE("Six products give four neighbouring sums of three taps")
{
    const auto taps = noise(3 * kLanes, 1), x = noise(kFrames + 2, 2);
    for (const auto& instructions : available_instructions())
        for (const bool is_half : {false, true}) {
            INFO(instructions.name << (is_half ? ", half" : ", full"));
            const auto sums = filtered(instructions.winograd, taps, x, is_half);
            double largest = 0;
            for (std::size_t frame = 0; frame < kFrames; ++frame)
                for (std::size_t lane = 0; lane < kLanes; ++lane) {
                    double expected = 0;
                    for (std::size_t tap = 0; tap < 3; ++tap)
                        expected +=
                            static_cast<double>(taps[tap * kLanes + lane]) * static_cast<double>(x[frame + tap]);
                    const auto sum = static_cast<double>(sums[frame * kLanes + lane]);
                    largest = std::max(largest, std::abs(sum - expected));
                }
            CHECK(largest < 3e-6);
        }
}

TEST_CASE("Four outputs by six products are for three taps of many channels and frames")
{
    const auto pays = [](const Shape& shape, int frames) {
        Call call;
        call.frames = frames;
        return pays_by_four(PackedWeights(shape, Precision::kFull), call);
    };
    CHECK(pays({256, 256, 3, 1, 1, 1}, 64));
    CHECK_FALSE(pays({256, 256, 3, 1, 1, 1}, 63));
    CHECK_FALSE(pays({256, 256, 3, 1, 1, 0}, 65));
    CHECK_FALSE(pays({64, 256, 3, 1, 1, 1}, 256));
    CHECK_FALSE(pays({256, 8, 3, 1, 1, 1}, 256));
    CHECK_FALSE(pays({256, 256, 3, 1, 2, 2}, 256));
    CHECK_FALSE(pays({256, 256, 3, 2, 1, 1}, 256));
    CHECK_FALSE(pays({256, 256, 4, 1, 1, 1}, 256));
    CHECK_FALSE(pays({256, 256, 3, 1, 1, 1, true}, 256));
}
