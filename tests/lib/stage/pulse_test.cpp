// Tempo from taps and from a MIDI clock.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/pulse.h"

#include "random/random.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::stage;

TEST_CASE("Taps are a tempo from the second on, and a pause begins anew")
{
    Taps taps;
    CHECK(!taps.tap(1));
    CHECK(std::abs(*taps.tap(1.5) - 120) < 1e-9);
    CHECK(std::abs(*taps.tap(2.0) - 120) < 1e-9);
    CHECK(!taps.tap(10));
    CHECK(std::abs(*taps.tap(10.4) - 150) < 1e-9);
}

TEST_CASE("A MIDI clock with jitter is told to half a beat a minute, and seldom")
{
    latentjam::random::Random random(5);
    for (const double bpm : {60.0, 107.67, 129.2, 184.57}) {
        MidiClock clock;
        double told = 0;
        int times = 0;
        for (int i = 0; i < 24 * 60; ++i) {
            const double late_s = 0.003 * random.uniform();
            if (const auto heard = clock.tick(5 + i * 60 / (bpm * MidiClock::kTicksPerBeat) + late_s)) {
                told = *heard;
                ++times;
            }
        }
        CHECK(std::abs(told - bpm) < 0.75);
        CHECK(times < 12);
    }
}

TEST_CASE("A MIDI clock follows another tempo within two beats")
{
    MidiClock clock;
    double now_s = 0, told = 0;
    for (const double bpm : {120.0, 90.0})
        for (int i = 0; i < 72; ++i) {
            now_s += 60 / (bpm * MidiClock::kTicksPerBeat);
            if (const auto heard = clock.tick(now_s)) told = *heard;
        }
    CHECK(std::abs(told - 90) < 0.5);
}
