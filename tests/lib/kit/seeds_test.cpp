// Seeded noise: Pd's own, sample for sample, and the laws of saatR and sdbx.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/seeds.h"

#include "lib/kit/play.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace latentjam;
using namespace latentjam::kit;
using latentjam::test::Stage;

namespace {

constexpr double kRate = 44100;

double noise(std::uint32_t seed, std::uint64_t n)
{
    PdNoise made(seed);
    made.skip(n);
    return made.value();
}

SeedSteps four_seeds(int dims = 1)
{
    SeedSteps made;
    made.prepare(dims, kRate);
    const std::uint32_t seeds[] = {11, 22, 33, 44};
    for (int i = 0; i < 4; ++i) made.set_seed(i, seeds[i]);
    return made;
}

}  // namespace

TEST_CASE("The noise of a seed is that of Pd 0.55.2")
{
    const std::vector<double> first{-0.9995861, 0.6773079, -0.6136820, -0.3369882, -0.5821374, 0.4952102};
    for (std::size_t n = 0; n < first.size(); ++n) CHECK(std::abs(noise(444444, n) - first[n]) < 1e-7);
    CHECK(std::abs(noise(444444, 2047) - -0.2449081) < 1e-7);
    const std::vector<double> other{-0.9999993, 0.7889293, -0.8381549, 0.4048712, -0.4284235, -0.5372364};
    for (std::size_t n = 0; n < other.size(); ++n) CHECK(std::abs(noise(777, n) - other[n]) < 1e-7);
    CHECK(std::abs(noise(777, 2047) - -0.6655855) < 1e-7);
    const std::vector<double> third{-1.0, -0.1778690, 0.2702892, -0.0151054};
    for (std::size_t n = 0; n < third.size(); ++n) CHECK(std::abs(noise(11, n) - third[n]) < 1e-7);
    CHECK(std::abs(noise(11, 2047) - 0.7433175) < 1e-7);
}

TEST_CASE("Skipping is the same as walking")
{
    PdNoise walked(12345);
    for (std::uint64_t n = 0; n < 5000; ++n, walked.next()) REQUIRE(walked.value() == noise(12345, n));
    PdNoise in_parts(7);
    in_parts.skip(1'000'000'007);
    in_parts.skip(2'000'000'011);
    CHECK(in_parts.value() == noise(7, 3'000'000'018));
}

TEST_CASE("saatR: two bangs give the same 20,000 samples, to the last bit")
{
    SeedPattern pattern;
    pattern.prepare(2, kRate);
    Stage stage(pattern, 2, false);
    stage.play(64 * 33);
    std::vector<double> takes[2];
    for (auto& take : takes) {
        pattern.bang();
        stage.clear();
        stage.play(20'032);
        take = stage.channel(0);
        CHECK(take[1] == Catch::Approx(0.6773079).epsilon(1e-6));
    }
    CHECK(takes[0] == takes[1]);
}

TEST_CASE("saatR: a new seed is heard after the next bang only; (noise range + offset) times the modulation")
{
    SeedPattern pattern;
    pattern.prepare(1, kRate);
    Stage stage(pattern, 1, false);
    stage.play(64);
    pattern.set_seed(777);
    stage.clear();
    stage.play(64);
    CHECK(stage.at(0, 0) == noise(444444, 64));
    pattern.bang();
    pattern.set_range(4);
    pattern.set_offset(-2);
    stage.play(44100);  // the range is there
    pattern.bang();
    stage.feed({0.5});
    stage.clear();
    stage.play(64);
    for (int n = 0; n < 6; ++n)
        CHECK(stage.at(0, n) == Catch::Approx(4 * noise(777, static_cast<std::uint64_t>(n)) - 2));
    pattern.set_modulated(true);
    stage.clear();
    stage.play(64);
    CHECK(stage.at(0, 0) == Catch::Approx(0.5 * (4 * noise(777, 64) - 2)));
}

TEST_CASE("sdbx: seeds 11 22 33 44 come as 22 33 44 11 22, and a preset goes on from the present step")
{
    SeedSteps steps = four_seeds();
    std::vector<std::uint32_t> order;
    for (int n = 0; n < 5; ++n) {
        steps.bang();
        order.push_back(steps.current());
    }
    CHECK(order == std::vector<std::uint32_t>{22, 33, 44, 11, 22});
    steps.set_length(4);  // the preset 4 1 2 5 6
    steps.set_positive(true);
    steps.set_scale(2);
    steps.set_seed(0, 5);
    steps.set_seed(1, 6);
    order.clear();
    for (int n = 0; n < 5; ++n) {
        steps.bang();
        order.push_back(steps.current());
    }
    CHECK(order == std::vector<std::uint32_t>{33, 44, 5, 6, 33});
}

TEST_CASE("sdbx: start 0 begins with the first seed")
{
    SeedSteps steps = four_seeds();
    steps.set_start(0);
    steps.bang();
    CHECK(steps.current() == 11);
}

TEST_CASE("sdbx: scale 1 is -1 to 1, positive and scale 2 is 0 to 2")
{
    SeedSteps steps = four_seeds();
    steps.set_scale(1);
    Stage stage(steps, 1, false);
    stage.play(88200);
    const bool positive = GENERATE(false, true);
    steps.set_positive(positive);
    steps.set_scale(positive ? 2 : 1);
    stage.play(88200);
    steps.bang();
    stage.clear();
    stage.play(44100);
    double least = 9, most = -9;
    for (const double value : stage.channel(0)) {
        least = std::min(least, value);
        most = std::max(most, value);
    }
    CHECK(least >= (positive ? 0 : -1) - 1e-9);
    CHECK(least < (positive ? 0.01 : -0.99));
    CHECK(most < (positive ? 2 : 1));
    CHECK(most > (positive ? 1.99 : 0.99));
}

TEST_CASE("sdbx: random fills all 99 seeds from 0 to 99998, and keeps the step")
{
    SeedSteps steps = four_seeds();
    steps.bang();
    random::Random random(1);
    steps.draw(random);
    std::set<std::uint32_t> different;
    for (int i = 0; i < SeedSteps::kSeeds; ++i) {
        CHECK(steps.seed(i) <= 99998);
        different.insert(steps.seed(i));
    }
    CHECK(different.size() > 90);
    steps.bang();
    CHECK(steps.current() == steps.seed(2));
}

TEST_CASE("Quirk mended: on the grid a frame is what nn~ hears of the noise, so that seeds do not all begin at -1")
{
    SeedSteps steps = four_seeds();
    steps.set_scale(1);
    Stage stage(steps, 1, true);
    stage.play(50 * 2048);
    stage.play(640);  // in the middle of a frame
    steps.bang();     // 22
    stage.clear();
    stage.play(5 * 2048);
    const std::int64_t first = 2048 - 640;
    for (std::uint64_t frame = 0; frame < 4; ++frame)
        CHECK(stage.at(0, first + static_cast<std::int64_t>(frame) * 2048) ==
              Catch::Approx(noise(22, 2048 * frame + 2047)));
    steps.noise().set_hold(0);
    steps.bang();
    stage.clear();
    stage.play(4096);
    CHECK(stage.channel(0).back() == Catch::Approx(noise(33, 2048)).epsilon(1e-3));
    CHECK(stage.at(0, first) == Catch::Approx(-1).epsilon(1e-6));
}

TEST_CASE("A dim sounds the same however many there are, and as no other")
{
    const int dims = GENERATE(4, 16, 64);
    SeedPattern few, many;
    few.prepare(2, kRate);
    many.prepare(dims, kRate);
    Stage two(few, 2, true), all(many, dims, true);
    two.play(20'480);
    all.play(20'480);
    CHECK(two.channel(1) == all.channel(1));
    for (int dim = 1; dim < dims; ++dim) CHECK(all.channel(dim) != all.channel(0));
}
