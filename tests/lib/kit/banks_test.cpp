// Banks: the numbers that were measured on lateefah in Pd 0.55.2, and what must always hold.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/banks.h"

#include "lib/kit/play.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::kit;
using latentjam::test::Stage;

namespace {

constexpr double kRate = 44100;

Banks banks_of(int dims, int banks = 4)
{
    Banks made;
    made.prepare(dims, banks, kRate);
    return made;
}

/// In the measurement the message came 5 samples before a tick; its numbers have three digits.
std::int64_t measured_at(double ms) { return static_cast<std::int64_t>(std::lround(ms * kRate / 1000)) - 5; }

}  // namespace

TEST_CASE("A step of lateefah goes as it was measured: a one-pole of 10 Hz")
{
    Banks banks = banks_of(8);
    Stage stage(banks, 8, false);
    banks.set(std::vector<double>{0.5, -0.5, .25, 1, 2, -1, 0, .1});
    stage.play(8820);
    const double expected[][2] = {{1, .027}, {5, .132}, {10, .2315}, {20, .357}, {50, .478}, {100, .499}};
    for (const auto& [ms, value] : expected) {
        CAPTURE(ms);
        CHECK(std::abs(stage.at(0, measured_at(ms)) - value) < 0.001);
        CHECK(stage.at(1, measured_at(ms)) == Catch::Approx(-stage.at(0, measured_at(ms))));
        CHECK(stage.at(4, measured_at(ms)) == Catch::Approx(4 * stage.at(0, measured_at(ms))));  // 2 is not clipped
    }
}

TEST_CASE("A glide of lateefah goes as it was measured: 20 ms steps through the one-pole")
{
    Banks banks = banks_of(8);
    Stage stage(banks, 8, false);
    banks.set(std::vector<double>(8, 0.5));
    stage.play(64 * 700);
    banks.save(0);
    stage.clear();
    banks.recall(1);
    stage.play(8820);
    const double expected[][2] = {{20, .494}, {50, .365}, {80, .238}, {100, .132}, {130, .020}};
    for (const auto& [ms, value] : expected) {
        CAPTURE(ms);
        CHECK(std::abs(stage.at(0, measured_at(ms)) - value) < 0.001);
    }
}

TEST_CASE("list 1000 3: three times as much after half a second, and the next bank takes a second")
{
    Banks banks = banks_of(4);
    Stage stage(banks, 4, false);
    banks.set(std::vector<double>(4, 0.5));
    stage.play(44100);
    banks.set_ramp(1000);
    banks.set_intensity(3);
    stage.clear();
    stage.play(22050);
    CHECK(stage.channel(0).back() == Catch::Approx(1.5).epsilon(1e-6));
    banks.recall(2);
    stage.clear();
    stage.play(66150);
    CHECK(std::abs(stage.at(0, 22050) - 0.75) < 0.06);
    CHECK(stage.at(0, 43000) > 0.01);
    CHECK(std::abs(stage.at(0, 50000)) < 0.001);
}

TEST_CASE("Quirk mended: a glide begins where the values are, saved or not")
{
    Banks banks = banks_of(2);
    Stage stage(banks, 2, false);
    banks.set(std::vector<double>{0.8, 0.8});
    stage.play(44100);  // moved by hand, never saved
    banks.recall(0);
    stage.clear();
    stage.play(4410);
    for (std::int64_t n = 1; n < 4410; ++n) REQUIRE(stage.at(0, n) <= stage.at(0, n - 1) + 1e-12);
    CHECK(stage.at(0, 100) == Catch::Approx(0.8).epsilon(1e-6));  // no jump back to the last stored value
}

TEST_CASE("Modulation comes behind the smoothing and before intensity and positive")
{
    Banks banks = banks_of(3);
    Stage stage(banks, 3, false);
    banks.set_intensity(2);
    stage.play(44100);
    stage.feed({0.5, -0.5, 1});
    stage.clear();
    stage.play(64);
    CHECK(stage.at(0, 0) == Catch::Approx(1));  // at once
    CHECK(stage.at(1, 0) == Catch::Approx(-1));
    CHECK(banks.heard()[2] == Catch::Approx(1));  // the ghost knows no intensity
    banks.set_positive(true);
    stage.clear();
    stage.play(64);
    CHECK(stage.at(0, 0) == Catch::Approx(1.5));  // 2 (0.5 + 1) / 2
    CHECK(stage.at(1, 0) == Catch::Approx(0.5));
    stage.feed({-1});  // one channel for all
    stage.clear();
    stage.play(64);
    for (int channel = 0; channel < 3; ++channel) CHECK(stage.at(channel, 0) == Catch::Approx(0).margin(1e-9));
}

TEST_CASE("Random values are Bates-4 from a seed, whatever the number of dims")
{
    random::Random one(7), other(7);
    Banks few = banks_of(4), many = banks_of(64);
    few.randomize(one);
    many.randomize(other);
    for (std::size_t i = 0; i < 4; ++i) CHECK(few.values()[i] == many.values()[i]);
    Banks big = banks_of(1024);
    big.randomize(one);
    double sum = 0, squares = 0;
    for (const double value : big.values()) {
        REQUIRE((value >= -1 && value < 1));
        sum += value;
        squares += value * value;
    }
    CHECK(std::abs(sum / 1024) < 0.03);
    CHECK(std::abs(std::sqrt(squares / 1024) - 0.289) < 0.02);
}

TEST_CASE("The fader, the pad and the circle are the banks themselves at their ends")
{
    const Way way = GENERATE(Way::kStraight, Way::kSpherical, Way::kStatistics);
    Banks banks = banks_of(3);
    banks.set_way(way);
    random::Random random(1);
    std::vector<std::vector<double>> stored;
    for (int bank = 0; bank < 4; ++bank) {
        banks.randomize(random);
        banks.save(bank);
        stored.emplace_back(banks.values().begin(), banks.values().end());
    }
    const auto values = [&] { return std::vector<double>(banks.values().begin(), banks.values().end()); };
    banks.morph(3, 1, 0);
    CHECK(values() == stored[3]);
    banks.morph(3, 1, 1);
    CHECK(values() == stored[1]);
    banks.pad(0, 0);
    CHECK(values() == stored[0]);
    banks.pad(1, 0);
    CHECK(values() == stored[1]);
    banks.pad(0, 1);
    CHECK(values() == stored[2]);
    banks.pad(1, 1);
    CHECK(values() == stored[3]);
    for (int n = -4; n <= 8; ++n) {
        banks.circle(n / 4.0);
        CHECK(values() == stored[static_cast<std::size_t>((n + 4) % 4)]);
    }
    banks.circle(0.999999);
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(banks.values()[i] - stored[0][i]) < 1e-4);  // closes
}

TEST_CASE("On the grid values change with a frame only, at any block size and number of dims")
{
    const int dims = GENERATE(1, 4, 6, 8, 16, 64), block = GENERATE(1, 64, 1000);
    Banks banks = banks_of(dims);
    Stage stage(banks, dims, true, block);
    stage.play(3000);
    banks.set(std::vector<double>(static_cast<std::size_t>(dims), 0.5));
    banks.save(1);
    banks.set(std::vector<double>(static_cast<std::size_t>(dims), 0.0));
    banks.set_ramp(300);
    banks.recall(1);
    stage.play(40000);
    for (std::int64_t n = 1; n < 43000; ++n)
        if (stage.at(dims - 1, n) != stage.at(dims - 1, n - 1)) REQUIRE(n % kUsualRatio == 0);
    CHECK(stage.channel(0).back() == Catch::Approx(0.5).epsilon(1e-3));

    // What is held is what the signal itself is at the frame's first sample.
    Banks again = banks_of(dims);
    Stage whole(again, dims, false, 64);
    whole.play(2944);
    again.set(std::vector<double>(static_cast<std::size_t>(dims), 0.5));
    whole.play(20000);
    Banks held = banks_of(dims);
    Stage on_grid(held, dims, true, 64);
    on_grid.play(2944);
    held.set(std::vector<double>(static_cast<std::size_t>(dims), 0.5));
    on_grid.play(20000);
    for (std::int64_t n = 0; n < 22000; n += kUsualRatio)
        CHECK(on_grid.at(0, n) == Catch::Approx(whole.at(0, n)).margin(1e-9));
}
