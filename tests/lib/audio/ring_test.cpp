// Panning on a ring: constant power all around, each loudspeaker at its own angle, no click.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/ring.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace latentjam::audio;

namespace {

double power_db(const SpeakerRing& ring, double angle, double width = 0)
{
    std::array<float, kMostSpeakers> gains{};
    ring.gains(angle, width, std::span(gains).first(static_cast<std::size_t>(ring.count())));
    double power = 0;
    for (const float gain : gains) power += double{gain} * double{gain};
    return 10 * std::log10(power);
}

std::vector<double> even_ring(int count)
{
    std::vector<double> angles;
    for (int i = 0; i < count; ++i) angles.push_back(360.0 * i / count - 170);
    return angles;
}

}  // namespace

TEST_CASE("Power is constant over the whole circle for any ring, and 1.5 dB less behind a stereo pair")
{
    std::vector<std::vector<double>> rings{{0.0}, {kSevenSpeakers_deg.begin(), kSevenSpeakers_deg.end()}};
    for (const int count : {3, 4, 5, 8, 16}) rings.push_back(even_ring(count));
    for (const auto& angles : rings) {
        const SpeakerRing ring(angles);
        CHECK_FALSE(ring.folds());
        for (double angle = -400; angle <= 400; angle += .5)
            for (const double width : {0.0, 40.0, 180.0}) REQUIRE(std::abs(power_db(ring, angle, width)) < .1);
    }
    const std::array<double, 2> pair{-30, 30};
    const SpeakerRing stereo(pair);
    CHECK(stereo.folds());
    for (double angle = -90; angle <= 90; angle += 1) CHECK(std::abs(power_db(stereo, angle)) < .1);
    for (double angle = 120; angle <= 240; angle += 1) CHECK(std::abs(power_db(stereo, angle) + 1.5) < .1);
}

TEST_CASE("A source at a loudspeaker's angle sounds from that channel alone, in the order that was given")
{
    const SpeakerRing ring(kSevenSpeakers_deg);
    for (std::size_t channel = 0; channel < kSevenSpeakers_deg.size(); ++channel) {
        std::array<float, 7> gains{};
        ring.gains(kSevenSpeakers_deg[channel], 0, gains);
        for (std::size_t other = 0; other < gains.size(); ++other)
            CHECK(std::abs(double{gains[other]} - (other == channel ? 1 : 0)) < 1e-6);
    }
    const std::array<double, 2> pair{-30, 30};
    std::array<float, 2> gains{};
    SpeakerRing(pair).gains(-150, 0, gains);  // behind left: left
    CHECK(gains[0] > .8F);
    CHECK(gains[1] < 1e-6F);
}

TEST_CASE("Only neighbours share a source")
{
    const SpeakerRing ring(kSevenSpeakers_deg);
    for (double angle = -180; angle < 180; angle += 1) {
        std::array<float, 7> gains{};
        ring.gains(angle, 0, gains);
        CHECK(std::count_if(gains.begin(), gains.end(), [](float gain) { return gain > 1e-6F; }) <= 2);
    }
}

TEST_CASE("A leap over the circle glides in 5 ms, and sources that are not there are ignored")
{
    RingMixer mixer;
    mixer.prepare(2, 44100);
    mixer.set_angle(0, -90);
    mixer.set_angle(7, 10);
    mixer.set_width(-1, 10);
    std::vector<float> one(64, 1.0F), none(64, 0.0F);
    std::vector<std::vector<float>> outs(7, std::vector<float>(64));
    std::array<float*, 2> inputs{one.data(), none.data()};
    std::vector<float*> outputs;
    for (auto& out : outs) outputs.push_back(out.data());
    const auto process = [&] { mixer.process<float>(inputs, outputs, 64); };
    process();
    CHECK(std::abs(outs[5][63] - 1) < 1e-6F);
    mixer.set_angle(0, 90);
    float last = outs[5][63], steepest = 0;
    for (int block = 0; block < 30; ++block) {
        process();
        for (const float sample : outs[5]) steepest = std::max(steepest, std::abs(sample - last)), last = sample;
    }
    CHECK(steepest < .006F);
    CHECK(outs[5][63] < .001F);
    CHECK(std::abs(outs[6][63] - 1) < .001F);
}

TEST_CASE("Behind a stereo pair the treble goes")
{
    const std::array<double, 2> pair{-30, 30};
    const auto level = [&](double angle) {
        RingMixer mixer;
        mixer.prepare(1, 44100);
        mixer.set_ring(SpeakerRing(pair));
        mixer.set_angle(0, angle);
        std::vector<float> in(4096), left(4096), right(4096);
        for (std::size_t n = 0; n < in.size(); ++n) in[n] = std::sin(static_cast<float>(n) * 2.2F);  // 15.4 kHz
        std::array<float*, 1> inputs{in.data()};
        std::array<float*, 2> outputs{left.data(), right.data()};
        mixer.process<float>(inputs, outputs, 4096);
        double power = 0;
        for (std::size_t n = 0; n < in.size(); ++n)
            power += std::pow(double{left[n]}, 2) + std::pow(double{right[n]}, 2);
        return 10 * std::log10(power);
    };
    CHECK(level(180) < level(0) - 5);
    CHECK(std::abs(level(45) - level(0)) < .1);
}
