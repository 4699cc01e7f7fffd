// Hearing: levels, beginnings, centres and noise of known signals.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/listener.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <vector>

using namespace latentjam::score::agents;

namespace {

/// What is heard after so many frames of a function of the sample's number; counts onsets.
Hearing heard(int frames, const std::function<double(int)>& sample, int* onsets = nullptr)
{
    Listener listener;
    listener.prepare(1, 44100);
    std::vector<float> block(64);
    std::array<float*, 1> inputs{block.data()};
    for (int frame = 0; frame < frames; ++frame) {
        for (int n = 0; n < Listener::kFrame; n += 64) {
            for (int i = 0; i < 64; ++i)
                block[static_cast<std::size_t>(i)] = static_cast<float>(sample(frame * Listener::kFrame + n + i));
            listener.add<float>(inputs, 64);
        }
        listener.end_frame();
        while (!listener.analyse_next()) {
        }
        if (onsets) *onsets += listener.hearing(0).is_onset ? 1 : 0;
    }
    return listener.hearing(0);
}

double sine(int n, double hz) { return std::sin(2 * std::numbers::pi * hz * n / 44100); }

double noise(int n)
{
    const auto x = static_cast<std::uint32_t>(n) * 2654435761U;
    return static_cast<double>((x ^ (x >> 13)) * 2246822519U) / 2147483648.0 - 1;
}

}  // namespace

TEST_CASE("A sine has its level, its centre and no noise; noise has noise; silence is silent")
{
    const Hearing tone = heard(120, [](int n) { return .1 * sine(n, 1000); });
    CHECK(std::abs(tone.level_db + 23.01) < .1);
    CHECK(std::abs(tone.centre_octaves - 1) < .1);
    CHECK(tone.noise < .02);
    CHECK(tone.silence < .8);
    const Hearing hiss = heard(120, [](int n) { return .3 * noise(n); });
    CHECK(hiss.noise > .4);
    const Hearing quiet = heard(300, [](int) { return 0; });
    CHECK(quiet.level_db < -100);
    CHECK(quiet.silence > .99);
    CHECK_FALSE(quiet.is_onset);
}

TEST_CASE("Each beginning of a tone is one onset, and a held tone has one")
{
    int held = 0, struck = 0;
    heard(
        200, [](int n) { return n < 40000 ? 0 : .2 * sine(n, 500); }, &held);
    CHECK(held == 1);
    const Hearing pulses = heard(
        430, [](int n) { return n % 44100 < 15000 ? .2 * (sine(n, 500) + sine(n, 3200) + noise(n)) : 0; }, &struck);
    CHECK(std::abs(struck - 20) <= 1);
    CHECK(std::abs(pulses.onsets_per_s - 1) < .2);
}

TEST_CASE("What is no number is heard as silence")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Hearing hearing = heard(50, [&](int n) { return n % 3 == 0 ? nan : 0; });
    CHECK(std::isfinite(hearing.level_db));
    CHECK(std::isfinite(hearing.centre_octaves));
    CHECK(hearing.level_db < -100);
}

TEST_CASE("Signals of one frame are analysed one a call, all of the same samples")
{
    Listener listener;
    listener.prepare(3, 44100);
    std::vector<float> block(Listener::kFrame);
    for (int n = 0; n < Listener::kFrame; ++n)
        block[static_cast<std::size_t>(n)] = static_cast<float>(.5 * sine(n, 440));
    std::array<float*, 3> inputs{block.data(), block.data(), block.data()};
    listener.add<float>(inputs, Listener::kFrame);
    listener.end_frame();
    for (int i = 0; i < 3; ++i) {
        CHECK(listener.analyse_next() == (i == 2));
        listener.add<float>(inputs, 64);  // the next frame has begun
    }
    CHECK_FALSE(listener.analyse_next());
    CHECK(listener.hearing(0) == listener.hearing(2));
}
