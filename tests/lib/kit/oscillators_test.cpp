// Slow oscillators: modulator's law, its limits and its mended quirks.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/oscillators.h"

#include "lib/kit/play.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace latentjam;
using namespace latentjam::kit;
using latentjam::test::Stage;

namespace {

constexpr double kRate = 44100;

Oscillators drawn(int dims, std::uint64_t seed = 1)
{
    Oscillators made;
    made.prepare(dims, kRate);
    random::Random random(seed);
    made.draw_frequencies(random);
    made.draw_depths(random);
    return made;
}

}  // namespace

TEST_CASE("y = intensity depth cos(2 pi frequency t), all channels from their maximum")
{
    const bool on_grid = GENERATE(false, true);
    Oscillators bank = drawn(4);
    Stage stage(bank, 4, on_grid);
    stage.play(441000);
    for (int dim = 0; dim < 4; ++dim) {
        CHECK(stage.at(dim, 0) == Catch::Approx(bank.depth(dim)));
        for (std::int64_t n = 0; n < 441000; n += on_grid ? 2048 : 997)
            REQUIRE(stage.at(dim, n) ==
                    Catch::Approx(bank.depth(dim) *
                                  std::cos(2 * std::numbers::pi * bank.frequency(dim) * static_cast<double>(n) / kRate))
                        .margin(1e-9));
    }
}

TEST_CASE("The ramp rises from 0 to intensity times depth, and is never below")
{
    Oscillators bank = drawn(3);
    bank.set_wave(Wave::kRamp);
    bank.set_frequency(0, 0.1);
    Stage stage(bank, 3, false);
    stage.play(441000);
    CHECK(stage.at(0, 0) == 0);
    CHECK(stage.at(0, 220500) == Catch::Approx(0.5 * bank.depth(0)));
    CHECK(std::all_of(stage.channel(1).begin(), stage.channel(1).end(),
                      [&](double value) { return value >= 0 && value < bank.depth(1); }));
}

TEST_CASE("|y| never exceeds intensity times depth, 1.5 at most")
{
    Oscillators bank = drawn(8, 5);
    bank.set_intensity(3);
    bank.set_depth(0, 0.5);
    Stage stage(bank, 8, true);
    stage.play(2'000'000);
    for (int dim = 0; dim < 8; ++dim)
        CHECK(std::all_of(stage.channel(dim).begin(), stage.channel(dim).end(),
                          [&](double value) { return std::abs(value) <= 3 * bank.depth(dim) + 1e-12; }));
}

TEST_CASE("Switched off, less than 1 % is left after a second; direction and intensity take as long")
{
    Oscillators bank = drawn(1);
    bank.set_frequency(0, 0);
    bank.set_depth(0, 0.5);
    Stage stage(bank, 1, false);
    bank.set_on(false);
    stage.play(44100);
    CHECK(stage.channel(0).back() < 0.005);
    CHECK(stage.channel(0)[22050] == Catch::Approx(0.5 * std::exp(-std::numbers::pi)).epsilon(0.01));
    bank.set_on(true);
    bank.set_upwards(false);
    stage.play(88200);
    CHECK(stage.channel(0).back() == Catch::Approx(-0.5).epsilon(0.001));
}

TEST_CASE("Frequencies are drawn from 0.01 to 0.09 Hz, depths from 0.10 to 0.49, both ends included")
{
    Oscillators bank = drawn(1000);
    double least = 1, most = 0, shallowest = 1, deepest = 0;
    for (int dim = 0; dim < 1000; ++dim) {
        least = std::min(least, bank.frequency(dim));
        most = std::max(most, bank.frequency(dim));
        shallowest = std::min(shallowest, bank.depth(dim));
        deepest = std::max(deepest, bank.depth(dim));
    }
    CHECK(least == Catch::Approx(0.01));
    CHECK(most == Catch::Approx(0.09));
    CHECK(shallowest == Catch::Approx(0.10));
    CHECK(deepest == Catch::Approx(0.49));
}

TEST_CASE("Quirk mended: with 16 channels 1, 5 and 7 sound in cosine, too, and a reset of the phase reaches them all")
{
    Oscillators bank = drawn(16, 3);
    Stage stage(bank, 16, true);
    stage.play(441000);
    for (int dim = 0; dim < 16; ++dim) CHECK(std::abs(stage.at(dim, 0)) > 0.05);
    for (const int dim : {1, 5, 7}) CHECK(stage.at(dim, 0) != stage.channel(dim).back());
    bank.reset_phases();
    stage.clear();
    stage.play(4096);
    for (int dim = 0; dim < 16; ++dim) CHECK(stage.channel(dim).back() == Catch::Approx(bank.depth(dim)).epsilon(0.01));
}

TEST_CASE("Rest is silence, and everything else as it begins")
{
    Oscillators bank = drawn(4);
    bank.set_on(false);
    bank.set_wave(Wave::kRamp);
    bank.set_intensity(2);
    bank.rest();
    CHECK(bank.is_on());
    CHECK(bank.wave() == Wave::kCosine);
    CHECK(bank.intensity() == 1);
    Stage stage(bank, 4, true);
    stage.play(4096);
    for (const double value : stage.channel(2)) REQUIRE(value == 0);
}
