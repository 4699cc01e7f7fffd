// The step sequencer: what was measured on arseq, and its mended quirks.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/steps.h"

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

Steps six_steps(int dims = 1)
{
    Steps made;
    made.prepare(dims, kRate);
    made.set(std::vector<double>{.1, .2, .3, .4, .5, .6});
    made.set_smoothing(20000);  // at once
    made.set_amplitude(1);
    return made;
}

/// What each of so many bangs sounds like.
std::vector<double> played(Steps& steps, Stage<Steps>& stage, int bangs)
{
    std::vector<double> values;
    for (int n = 0; n < bangs; ++n) {
        steps.bang();
        stage.play(4096);
        values.push_back(std::round(stage.channel(0).back() * 1000) / 1000);
    }
    return values;
}

}  // namespace

TEST_CASE("Quirk mended: every element is heard as it is, the first and the last, too")
{
    Steps steps = six_steps();
    Stage stage(steps, 1, false);
    stage.play(88200);
    CHECK(played(steps, stage, 7) == std::vector<double>{.2, .3, .4, .5, .6, .1, .2});
    steps.set_start(0);
    CHECK(played(steps, stage, 2) == std::vector<double>{.1, .2});
}

TEST_CASE("The envelope falls as it was measured: 400 ms bangs")
{
    Steps steps = six_steps();
    steps.set(std::vector<double>(6, 1.0));
    steps.set_envelope(true);
    Stage stage(steps, 1, false);
    stage.play(88192);
    for (int n = 0; n < 3; ++n) {
        stage.clear();
        steps.bang();
        stage.play(17664);  // 400 ms in ticks
    }
    CHECK(std::abs(steps.decay_ms() - 400.5) < 1);
    const double expected[][2] = {{10, .976}, {50, .788}, {100, .582}, {200, .264}, {300, .070}};
    for (const auto& [ms, value] : expected) {
        CAPTURE(ms);
        CHECK(std::abs(stage.at(0, static_cast<std::int64_t>(ms * 44.1)) - value) < 0.003);  // 0.5 ms of the fall
    }
    CHECK(stage.at(0, 64) == Catch::Approx(1).epsilon(1e-6));
}

TEST_CASE("The first envelope is as long as the time since the patch opened")
{
    Steps steps = six_steps();
    steps.set_envelope(true);
    Stage stage(steps, 1, false);
    stage.play(44096);
    CHECK(stage.channel(0).back() == 0);  // nothing yet
    steps.bang();
    stage.play(64);
    CHECK(std::abs(steps.decay_ms() - 999.9) < 0.1);
}

TEST_CASE("A size change makes new steps 0, then writes the last list again; random comes only when asked for")
{
    Steps steps;
    steps.prepare(1, kRate);
    random::Random random(2);
    steps.draw(random);
    const double third = steps.value(0, 2);
    steps.set_size(8);
    CHECK(steps.value(0, 2) == third);
    CHECK(steps.value(0, 6) == 0);
    CHECK(steps.value(0, 7) == 0);
    steps.set_size(4);
    steps.set(std::vector<double>{1, 2, 3, 4, 5, 6});  // more than there are
    steps.draw(random);
    steps.set_size(6);
    for (int step = 0; step < 6; ++step) CHECK(steps.value(0, step) == step + 1);
}

TEST_CASE("A list goes on with the next dim, and dims that it does not reach keep theirs")
{
    Steps steps;
    steps.prepare(3, kRate);
    steps.set_size(2);
    steps.set_one(2, 1, 9);
    steps.set(std::vector<double>{1, 2, 3, 4});
    CHECK(steps.value(0, 1) == 2);
    CHECK(steps.value(1, 0) == 3);
    CHECK(steps.value(1, 1) == 4);
    CHECK(steps.value(2, 1) == 9);
}

TEST_CASE("Values glide at the smoothing, and the amplitude at 1 Hz")
{
    Steps steps = six_steps();
    steps.set_smoothing(0.7);
    steps.set_amplitude(0.6);
    Stage stage(steps, 1, false);
    stage.play(10 * 44100);
    stage.clear();
    steps.bang();
    stage.play(44160);
    CHECK(stage.at(0, 22050) == Catch::Approx(0.6 * 0.2 * (1 - std::exp(-0.7 * 3.14159265))).epsilon(0.01));
}

TEST_CASE("On the grid a bang waits for the next frame, and its envelope begins there")
{
    const int dims = GENERATE(1, 4, 64);
    Steps steps = six_steps(dims);
    steps.set(std::vector<double>(static_cast<std::size_t>(6 * dims), 1.0));
    steps.set_envelope(true);
    steps.set_smoothing(20000);
    Stage stage(steps, dims, true);
    stage.play(100 * 2048);
    for (int n = 0; n < 12; ++n) {
        stage.play(640);
        steps.bang();
        stage.play(8 * 2048 - 640);
    }
    const auto& sound = stage.channel(dims - 1);
    int wrong = 0;
    for (std::size_t n = 1; n < sound.size(); ++n) wrong += sound[n] != sound[n - 1] && n % 2048 != 0 ? 1 : 0;
    CHECK(wrong == 0);
    CHECK(steps.decay_ms() == Catch::Approx(8 * 2048 / 44.1).epsilon(1e-3));
}
