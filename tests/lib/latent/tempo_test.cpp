// Loops as tempo.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/tempo.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <map>

using namespace latentjam;
using namespace latentjam::latent;

namespace {
constexpr double kRate = 44100.0 / 2048;
}

TEST_CASE("Loops sound at the tempos that UnRAVEl lists")
{
    const std::map<int, double> listed = {{1, 1291.99}, {7, 184.57},  {8, 161.50}, {9, 143.55}, {10, 129.20},
                                          {11, 117.45}, {12, 107.67}, {16, 80.75}, {20, 64.60}};
    for (const auto& [frames, bpm] : listed) {
        const auto tempo = tempo_of(frames, kRate);
        REQUIRE(tempo);
        CHECK(std::abs(tempo->bpm - bpm) < 0.005);
        CHECK(tempo->double_time_bpm.has_value() == (frames % 2 == 0));
        if (tempo->double_time_bpm) CHECK(*tempo->double_time_bpm == 2 * tempo->bpm);
    }
}

TEST_CASE("The nearest loop is the nearest of all by ratio")
{
    for (const double rate : {kRate, 48000.0 / 2048, 44100.0 / 128, 1.0})
        for (double bpm = 0.5; bpm < 5000; bpm *= 1.013) {
            const auto tempo = nearest_tempo(bpm, rate);
            REQUIRE(tempo);
            const auto distance = [&](int frames) { return std::abs(std::log(60 * rate / frames / bpm)); };
            if (tempo->frames > 1) CHECK(distance(tempo->frames) <= distance(tempo->frames - 1) + 1e-12);
            CHECK(distance(tempo->frames) <= distance(tempo->frames + 1) + 1e-12);
        }
}

TEST_CASE("The tempo of a loop finds that loop again")
{
    for (int frames = 1; frames < 3000; ++frames)
        CHECK(nearest_tempo(tempo_of(frames, kRate)->bpm, kRate)->frames == frames);
    CHECK(nearest_tempo(1e9, kRate)->frames == 1);
}

TEST_CASE("Tempos and loops that cannot be are refused with their value and limit")
{
    CHECK(tempo_of(0, kRate).message() == "frames 0, not 1 to 67108864");
    CHECK(!tempo_of(-1, kRate));
    CHECK(!tempo_of(std::numeric_limits<int>::max(), kRate));
    CHECK(nearest_tempo(0, kRate).message() == "tempo 0 BPM: it must be above 0");
    CHECK(!nearest_tempo(-120, kRate));
    CHECK(!nearest_tempo(std::nan(""), kRate));
    CHECK(!nearest_tempo(std::numeric_limits<double>::infinity(), kRate));
    CHECK(nearest_tempo(1e-9, kRate).message().find("not at least 1.92") != std::string::npos);
    for (const double rate : {0.0, -1.0, std::nan("")}) {
        CHECK(!nearest_tempo(120, rate));
        CHECK(!tempo_of(10, rate));
    }
}
