// Voices: what they take from their pathway, from chance and from each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/voice.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

using namespace latentjam;
using namespace latentjam::score::agents;

namespace {

constexpr double kStep_s = 2048.0 / 44100;

/// Moves most in `dim`, around `middle`.
std::shared_ptr<const Pathway> wave(int dim, float middle, float size)
{
    latent::Sequence sequence(4, 43);
    for (int frame = 0; frame < 43; ++frame) {
        for (int d = 0; d < 4; ++d) sequence.at(frame, d) = middle;
        sequence.at(frame, dim) += size * static_cast<float>(std::sin(2 * std::numbers::pi * frame / 43));
    }
    return std::make_shared<const Pathway>(std::move(sequence));
}

Values still()
{
    Values values;
    values[Parameter::kDrift] = 0;
    values[Parameter::kReliab] = 1;
    values[Parameter::kSway] = 0;
    return values;
}

}  // namespace

TEST_CASE("A voice walks its pathway; depth 0 stands in its middle")
{
    Voice voice(wave(1, .5F, 1));
    Agent agent(1, 0, 2);
    agent.begin(0, Cause::kCue);
    Values values = still();
    float most = -9;
    for (double t = 0; t < 4; t += kStep_s) {
        agent.advance({.now_s = t}, values, kStep_s);
        voice.advance(agent, values, nullptr, 0, kStep_s);
        most = std::max(most, voice.latents()[1]);
        CHECK(voice.latents()[0] == .5F);
    }
    CHECK(std::abs(most - 1.5F) < .02F);
    values[Parameter::kDepth] = 0;
    voice.advance(agent, values, nullptr, 0, kStep_s);
    CHECK(std::abs(voice.latents()[1] - .5F) < 1e-5F);
}

TEST_CASE("A shadow moves its own latents as the other moved, four frames ago, in its own measure")
{
    Voice leader(wave(1, 0, 1)), shadow(wave(3, 2, .5F));
    Agent first(1, 0, 2), second(1, 1, 3);
    const Values values = still();
    first.begin(0, Cause::kCue);
    second.begin(0, Cause::kCue);
    second.set_behaviour(Behaviour::kShadow);
    shadow.begin(second, &leader.movement());
    std::vector<float> led, followed;
    for (double t = 0; t < 6; t += kStep_s) {
        first.advance({.now_s = t}, values, kStep_s);
        second.advance({.now_s = t}, values, kStep_s);
        leader.advance(first, values, nullptr, 0, kStep_s);
        shadow.advance(second, values, &leader.movement(), 0, kStep_s);
        led.push_back(leader.latents()[1]);
        followed.push_back(shadow.latents()[3]);
        CHECK(std::abs(shadow.latents()[0] - 2) < 1e-4F);
    }
    for (std::size_t i = 10; i < led.size(); ++i) CHECK(std::abs(followed[i] - (2 + .5F * led[i - 4])) < .01F);
}

TEST_CASE("A mirror plays the other's last phrase, forwards or backwards")
{
    bool forwards = false, backwards = false;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Voice leader(wave(1, 0, 1)), mirror(wave(1, 0, 1));
        Agent first(seed, 0, 2), second(seed, 1, 3);
        const Values values = still();
        first.begin(0, Cause::kCue);
        std::vector<float> led, heard;
        double t = 0;
        for (; t < 2.6; t += kStep_s) {
            first.advance({.now_s = t}, values, kStep_s);
            leader.advance(first, values, nullptr, 0, kStep_s);
            led.push_back(leader.latents()[1]);
        }
        first.mute(t);
        leader.advance(first, values, nullptr, 0, kStep_s);
        REQUIRE(leader.movement().last_phrase().size() == led.size());
        second.begin(t, Cause::kCue);
        second.set_behaviour(Behaviour::kMirror);
        mirror.begin(second, &leader.movement());
        for (std::size_t i = 0; i < led.size(); ++i) {
            second.advance({.now_s = t += kStep_s}, values, kStep_s);
            mirror.advance(second, values, nullptr, 0, kStep_s);
            heard.push_back(mirror.latents()[1]);
        }
        const auto equals = [&] {
            for (std::size_t i = 0; i < led.size(); ++i)
                if (std::abs(led[i] - heard[i]) > 1e-4F) return false;
            return true;
        };
        const bool same = equals();
        std::reverse(led.begin(), led.end());
        const bool reversed = equals();
        REQUIRE((same || reversed));
        forwards = forwards || same;
        backwards = backwards || reversed;
    }
    CHECK((forwards && backwards));
}

TEST_CASE("Drift has the deviation that it should, in each latent's own measure")
{
    Voice voice(wave(1, 0, 1));
    Agent agent(1, 0, 2);
    agent.begin(0, Cause::kCue);
    agent.hold(1e9);
    Values values = still();
    values[Parameter::kDrift] = 1;
    values[Parameter::kDepth] = 0;
    double squares = 0;
    int count = 0;
    for (double t = 0; t < 4000; t += kStep_s) {
        agent.advance({.now_s = t}, values, kStep_s);
        voice.advance(agent, values, nullptr, 0, kStep_s);
        REQUIRE(voice.latents()[0] == 0);
        squares += double{voice.latents()[1]} * double{voice.latents()[1]};
        ++count;
    }
    CHECK(std::abs(std::sqrt(squares / count) - std::sqrt(.5)) < .15);
}
