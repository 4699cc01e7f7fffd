// Blocks, silence and repeats follow each other without a jump, in pieces of any size.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/block_output.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

using namespace latentjam;
using infer::BlockOutput;

namespace {

constexpr double kRate_hz = 44100;
constexpr int kFrames = 2048;
constexpr int kRows = 2;

/// Two rows of sines; one block does not go on from another.
std::vector<float> sines(double hz)
{
    std::vector<float> block;
    for (int row = 0; row < kRows; ++row)
        for (int i = 0; i < kFrames; ++i)
            block.push_back(static_cast<float>(0.5 * std::sin(0.9 + row + 2 * std::numbers::pi * hz * i / kRate_hz)));
    return block;
}

/// What follows what: a block, the one before it again, or nothing.
struct Step {
    const std::vector<float>* block;
    bool repeats = false;
};

std::vector<float> play(const std::vector<Step>& steps, int row, int piece)
{
    BlockOutput output(kRows, kFrames, 1);
    output.prepare(kRate_hz);
    output.open_at_once();
    std::vector<std::vector<float>> sound(kRows, std::vector<float>(steps.size() * kFrames));
    std::vector<float*> rows{sound[0].data(), sound[1].data()};
    int begin = 0;
    for (const Step& step : steps) {
        output.begin_block(step.repeats);
        for (int offset = 0; offset < kFrames; offset += piece)
            output.render(step.block ? step.block->data() : nullptr, true, offset, rows.data(), begin + offset,
                          std::min(piece, kFrames - offset));
        begin += kFrames;
    }
    return sound[static_cast<std::size_t>(row)];
}

/// The largest step between samples, up to the end of so many blocks.
float largest_step(const std::vector<float>& sound, std::size_t blocks)
{
    float step = 0;
    for (std::size_t i = 1; i < blocks * kFrames; ++i) step = std::max(step, std::abs(sound[i] - sound[i - 1]));
    return step;
}

float rms(const std::vector<float>& sound, int step)
{
    double sum = 0;
    for (int i = 0; i < kFrames; ++i) sum += std::pow(sound[static_cast<std::size_t>(step * kFrames + i)], 2);
    return static_cast<float>(std::sqrt(sum / kFrames));
}

const std::vector<float> kOne = sines(200);
const std::vector<float> kOther = sines(300);

}  // namespace

TEST_CASE("A block is played as it is")
{
    const std::vector<float> sound = play({{&kOne}, {&kOther}}, 1, 64);
    for (std::size_t i = 0; i < kFrames; ++i) {
        REQUIRE(sound[i] == kOne[kFrames + i]);
        REQUIRE(sound[kFrames + i] == kOther[kFrames + i]);
    }
}

TEST_CASE("A repeated block goes on without a jump, gets quieter, and the next one follows without a jump")
{
    const int piece = GENERATE(1, 64, 100, 2048);
    const std::vector<float> sound = play({{&kOne}, {&kOne, true}, {&kOne, true}, {&kOther}, {&kOther}}, 0, piece);
    // A sine of 300 Hz moves by 0.5 * 2 pi * 300 / 44100 = 0.021 a sample, a jump of 1 that dies in 5 ms by 0.005.
    CHECK(largest_step(sound, 4) < 0.03f);
    CHECK(rms(sound, 1) > 0.8f * rms(sound, 0));
    CHECK(rms(sound, 2) < rms(sound, 1));
    CHECK(rms(sound, 2) > 0.5f * rms(sound, 0));
    for (std::size_t i = 0; i < kFrames; ++i) REQUIRE(sound[4 * kFrames + i] == kOther[i]);
}

TEST_CASE("The pieces that a host asks for make no difference to a repeat")
{
    const std::vector<Step> steps{{&kOne}, {&kOne, true}, {&kOther}};
    CHECK(play(steps, 1, 64) == play(steps, 1, 2048));
}

TEST_CASE("A block stands for others no longer than 0.3 s, and what follows fades in")
{
    std::vector<Step> steps{{&kOne}};
    for (int i = 0; i < 9; ++i) steps.push_back({&kOne, true});
    steps.push_back({&kOther});
    const std::vector<float> sound = play(steps, 0, 64);
    CHECK(largest_step(sound, 11) < 0.03f);
    CHECK(rms(sound, 8) == 0);
    CHECK(std::abs(sound[10 * kFrames]) < 0.01f);
    CHECK(rms(sound, 10) > 0.9f * rms(sound, 0));
}

TEST_CASE("Silence fades in and out without a jump")
{
    const std::vector<float> sound =
        play({{&kOne}, {nullptr}, {&kOther}, {&kOther, true}, {nullptr}, {nullptr}}, 0, 64);
    CHECK(largest_step(sound, 6) < 0.03f);
    CHECK(sound[2 * kFrames - 1] == 0);
    CHECK(rms(sound, 5) == 0);
}

TEST_CASE("Repeated latents stay where they were")
{
    BlockOutput output(1, 4, 512);
    output.prepare(kRate_hz);
    output.open_at_once();
    const std::vector<float> frames{1, 2, 3, 4};
    std::vector<float> sound(4 * 512);
    float* row = sound.data();
    for (const bool repeats : {false, true, true, true, true, true, true, true, true}) {
        output.begin_block(repeats);
        output.render(frames.data(), true, 0, &row, 0, 4 * 512);
        for (int i = 0; i < 4 * 512; ++i) {
            const int frame = i / 512;
            REQUIRE(row[i] == (repeats ? 4.0f : 1.0f + static_cast<float>(frame)));
        }
    }
}
