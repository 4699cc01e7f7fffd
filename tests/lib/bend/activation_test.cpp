// Bends of a layer's output.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/activation.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

using namespace latentjam::bend;

namespace {

constexpr int kVoices = 2, kChannels = 4, kFrames = 5;

Activation activation(const std::string& text)
{
    const auto read = read_activation(words_of(text));
    INFO(text << ": " << (read ? "" : read.message()));
    REQUIRE(read.is_ok());
    return *read;
}

struct Block {
    std::vector<float> values = std::vector<float>(kVoices * kChannels * kFrames, 0.5F);

    Block& apply(const Activation& a, ActivationState& state, double seconds = 1)
    {
        latentjam::bend::apply(a, state, {values.data(), kVoices, kChannels, kFrames, seconds});
        return *this;
    }
    float at(int voice, int channel, int frame) const
    {
        return values[static_cast<std::size_t>((voice * kChannels + channel) * kFrames + frame)];
    }
};

Block bent(const Activation& a)
{
    ActivationState state(a.seed);
    return Block().apply(a, state);
}

}  // namespace

TEST_CASE("Gains, offsets and ablations touch their channels in every voice, and no others")
{
    const auto gain = bent(activation("gain 1-2 3")), offset = bent(activation("offset all 1")),
               ablated = bent(activation("ablate 0 3-9"));
    for (int voice = 0; voice < kVoices; ++voice)
        for (int channel = 0; channel < kChannels; ++channel)
            for (int frame = 0; frame < kFrames; ++frame) {
                CHECK(gain.at(voice, channel, frame) == (channel == 1 || channel == 2 ? 1.5F : 0.5F));
                CHECK(offset.at(voice, channel, frame) == 1.5F);
                CHECK(ablated.at(voice, channel, frame) == (channel == 0 || channel == 3 ? 0.0F : 0.5F));
            }
}

TEST_CASE("A fraction takes in the same channels in turn")
{
    int before = 0;
    for (const char* u : {"0", "0.3", "0.6", "1"}) {
        const auto block = bent(activation(std::string("fraction ") + u + " invert 3"));
        int touched = 0;
        for (int channel = 0; channel < kChannels; ++channel) touched += block.at(0, channel, 0) == 0.5F ? 1 : 0;
        CHECK(touched == kChannels);  // 1 - 0.5 is 0.5
        const auto flipped = bent(activation(std::string("fraction ") + u + " flip 3"));
        int turned = 0;
        for (int channel = 0; channel < kChannels; ++channel) turned += flipped.at(1, channel, 2) == -0.5F ? 1 : 0;
        CHECK(turned >= before);
        before = turned;
    }
    CHECK(before == kChannels);
    CHECK(bent(activation("fraction 1 ablate")).at(1, 3, 4) == 0);
}

TEST_CASE("An oscillation goes on from block to block")
{
    const auto slow = activation("oscillate 1 0.25");
    ActivationState state(slow.seed);
    for (int block = 0; block < 7; ++block) {
        const auto now = Block().apply(slow, state, 0.3);
        for (int frame = 0; frame < kFrames; ++frame) {
            const double time = 0.3 * (block + static_cast<double>(frame) / kFrames);
            const double expected = 0.5 + 0.25 * std::sin(2 * std::numbers::pi * time);
            CHECK(std::abs(static_cast<double>(now.at(0, 2, frame)) - expected) < 1e-6);
        }
    }
}

TEST_CASE("Noise has its deviation, and comes again with its seed")
{
    const auto noise = activation("noise 2 9");
    ActivationState one(noise.seed), two(noise.seed);
    double squares = 0;
    int count = 0;
    for (int block = 0; block < 200; ++block) {
        const auto a = Block().apply(noise, one), b = Block().apply(noise, two);
        CHECK(a.values == b.values);
        for (const float value : a.values) {
            squares += std::pow(static_cast<double>(value) - 0.5, 2);
            ++count;
        }
    }
    CHECK(std::abs(std::sqrt(squares / count) - 2) < 0.1);
}

TEST_CASE("A number may be a control, and what is not finite counts as 0")
{
    auto gain = activation("gain all @depth");
    CHECK(gain.controls() == std::vector<std::string>{"depth"});
    const auto control = std::make_shared<Control>(3.0F);
    gain.amounts[0].control = control;
    CHECK(bent(gain).at(0, 0, 0) == 1.5F);
    control->store(-1);
    CHECK(bent(gain).at(0, 0, 0) == -0.5F);
    control->store(std::numeric_limits<float>::quiet_NaN());
    CHECK(bent(gain).at(0, 0, 0) == 0);
}

TEST_CASE("What is no bend of a layer's output is refused with what would be one")
{
    for (const char* text :
         {"", "gain", "gain all", "gain x 1", "gain 3-2 1", "gain all one", "gain all @", "noise", "noise 1 2 3",
          "ablate", "ablate x", "fraction 0.5", "fraction 0.5 loud", "oscillate 1", "oscillate 1 2 3 4", "blur 1"}) {
        const auto read = read_activation(words_of(text));
        INFO(text);
        REQUIRE_FALSE(read.is_ok());
        CHECK(read.message().find("oscillate <Hz>") != std::string::npos);
    }
}
