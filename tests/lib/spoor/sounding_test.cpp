// What a still frame of latents sounds like.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/sounding.h"

#include "random/random.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numbers>
#include <vector>

using namespace latentjam;
using namespace latentjam::spoor;

namespace {

constexpr double kRate = 44100;

std::vector<float> tone(double hz, double gain, double shake = 0)
{
    std::vector<float> sound(16384);
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double swell = 1 + shake * std::sin(2 * std::numbers::pi * 30 * t);
        sound[i] = static_cast<float>(gain * swell * std::sin(2 * std::numbers::pi * hz * t));
    }
    return sound;
}

std::vector<float> noise(double gain)
{
    random::Random random(1);
    std::vector<float> sound(16384);
    for (float& sample : sound) sample = static_cast<float>(gain * random.normal());
    return sound;
}

Sounding heard(const std::vector<float>& sound) { return Ear(kRate).hear(sound, 2048); }

}  // namespace

TEST_CASE("Level follows the gain, flux does not, and restless sound has more of it")
{
    const Sounding loud = heard(tone(1000, 0.5)), soft = heard(tone(1000, 0.05)), shaken = heard(tone(1000, 0.5, 0.8));
    CHECK(loud.level_db - soft.level_db == Catch::Approx(20).margin(0.1));
    CHECK(loud.flux == Catch::Approx(soft.flux).margin(1e-3));
    CHECK(shaken.flux > 5 * loud.flux);
    CHECK(heard(noise(0.1)).flux > 5 * loud.flux);
}

TEST_CASE("Spectra are apart by their bands, and a slope is recognised at any level")
{
    CHECK(spectral_distance(heard(tone(300, 0.5)), heard(tone(300, 0.5))) == 0);
    CHECK(spectral_distance(heard(tone(300, 0.5)), heard(tone(4000, 0.5))) > 10);
    CHECK(distance_from_slope(heard(noise(0.1)), 0) < 1.5);
    CHECK(distance_from_slope(heard(noise(0.1)), 0) ==
          Catch::Approx(distance_from_slope(heard(noise(0.01)), 0)).margin(0.01));
    CHECK(distance_from_slope(heard(noise(0.1)), -6) > 5);
}

TEST_CASE("Silence, and what is too short to hear, is silence")
{
    CHECK(heard(std::vector<float>(16384)).level_db == -120);
    CHECK(heard(std::vector<float>(16384)).flux == 0);
    CHECK(Ear(kRate).hear(std::vector<float>(100), 50).level_db == -120);
}
