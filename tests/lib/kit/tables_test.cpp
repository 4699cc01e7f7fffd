// Tables: every point is heard, the end joins the beginning, and the clock goes where it is told.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/tables.h"

#include "lib/kit/play.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

using namespace latentjam;
using namespace latentjam::kit;
using latentjam::test::Stage;

namespace {

constexpr double kRate = 44100;

Tables ramp(int points, int dims = 1)
{
    Tables made;
    made.prepare(dims, kRate);
    made.resize(points);
    for (int dim = 0; dim < dims; ++dim)
        for (int i = 0; i < points; ++i) made.table(dim)[static_cast<std::size_t>(i)] = i + 100 * dim;
    return made;
}

double looked_up(Tables& tables, double place)
{
    std::vector<double> values(static_cast<std::size_t>(tables.dims()));
    tables.read(std::vector<double>(values.size(), place), values);
    return values[0];
}

}  // namespace

TEST_CASE("Quirk mended: each point is heard exactly, the first and the last, too, and round the end")
{
    Tables tables = ramp(22);
    for (int i = 0; i < 22; ++i) CHECK(looked_up(tables, i / 22.0) == Catch::Approx(i).margin(1e-9));
    CHECK(looked_up(tables, 1) == 0);
    CHECK(looked_up(tables, -1 / 22.0) == Catch::Approx(21));
    // Nothing is flat: a slow ramp of the lookup moves all the way.
    double before = looked_up(tables, 0);
    for (int n = 1; n < 2000; ++n) {
        const double here = looked_up(tables, n / 2000.0);
        CHECK(std::abs(here - before) > 1e-6);
        before = here;
    }
}

TEST_CASE("Between points lies the cubic through four of them")
{
    Tables tables;
    tables.prepare(1, kRate);
    tables.resize(64);
    for (int i = 0; i < 64; ++i) tables.table(0)[static_cast<std::size_t>(i)] = std::sin(2 * std::numbers::pi * i / 64);
    for (int n = 0; n < 1000; ++n)
        CHECK(looked_up(tables, n / 1000.0) == Catch::Approx(std::sin(2 * std::numbers::pi * n / 1000)).margin(1e-5));
}

TEST_CASE("A round has as many points as the model has frames in it: 22 at 1 Hz and 44.1 kHz")
{
    CHECK(Tables::points_for(1, 44100, 2048) == 22);
    CHECK(Tables::points_for(0.5, 44100, 2048) == 44);
    CHECK(Tables::points_for(0.1, 44100, 2048) == 216);
    CHECK(Tables::points_for(0.01, 44100, 2048) == 2154);
    CHECK(Tables::points_for(1, 48000, 2048) == 24);
}

TEST_CASE("The clock goes round at its frequency, times a speed from -4 to 4")
{
    const double speed = GENERATE(-4.0, -1.0, 0.0, 0.5, 1.0, 4.0);
    const bool on_grid = GENERATE(false, true);
    Tables tables = ramp(100);
    tables.set_clocked(true);
    tables.set_frequency(0.5);
    tables.set_speed(speed);
    Stage stage(tables, 1, on_grid);
    stage.play(20 * 2048);
    for (std::int64_t n = 0; n < 20 * 2048; n += 2048) {
        double place = 0.5 * speed * static_cast<double>(n) / kRate;
        place -= std::floor(place);
        if (place < 0.02 || place > 0.97) continue;  // round the end the ramp falls
        CHECK(stage.at(0, n) == Catch::Approx(100 * place).margin(1e-6));
    }
}

TEST_CASE("A palindrome turns at both ends and takes twice as long; a jump and a loop go where they say")
{
    Tables tables = ramp(100);
    tables.set_clocked(true);
    tables.set_frequency(1);
    tables.set_palindrome(true);
    Stage stage(tables, 1, false);
    stage.play(88200);
    CHECK(stage.at(0, 11025) == Catch::Approx(25).margin(1e-3));
    CHECK(stage.at(0, 88200 - 11025) == Catch::Approx(25).margin(1e-3));
    CHECK(tables.place() < 0.001);
    tables.set_palindrome(false);
    tables.set_loop(0.5, 0.75);
    tables.jump(0);
    stage.clear();
    stage.play(44100);
    CHECK(stage.at(0, 0) == 50);
    CHECK(stage.at(0, 22050) == Catch::Approx(62.5).margin(1e-3));
    CHECK(*std::max_element(stage.channel(0).begin(), stage.channel(0).end()) < 75.001);
    tables.jump(0.5);
    CHECK(looked_up(tables, 0) == Catch::Approx(62.5));
}

TEST_CASE("Quirk mended: the span of a lookup is the table itself, whatever its size")
{
    Tables tables = ramp(64);
    CHECK(looked_up(tables, 0.5) == 32);
    tables.resize(256);
    CHECK(looked_up(tables, 0.5) == 0);          // new points are 0
    CHECK(looked_up(tables, 10 / 256.0) == 10);  // what was there stays
    tables.resize(16);
    CHECK(looked_up(tables, 0.5) == 8);
}

TEST_CASE("Positive makes 0 to 1, and the factor is smoothed by 1 Hz")
{
    Tables tables;
    tables.prepare(2, kRate);
    tables.resize(64);
    random::Random random(1);
    tables.draw(random, GENERATE(Dice::kUniform, Dice::kBell));
    for (const double value : tables.table(1)) CHECK((value >= -1 && value <= 0.999));
    tables.set_positive(true);
    for (int n = 0; n < 64; ++n) CHECK((looked_up(tables, n / 64.0) >= 0 && looked_up(tables, n / 64.0) < 1));
    tables.set_positive(false);
    tables.table(0)[0] = 1;
    tables.set_factor(6);
    Stage stage(tables, 2, false);
    stage.play(5 * 44100);
    CHECK(stage.at(0, 0) == 1);
    CHECK(stage.at(0, 22050) == Catch::Approx(6 - 5 * std::exp(-std::numbers::pi)).epsilon(0.01));
    CHECK(stage.channel(0).back() == Catch::Approx(6).epsilon(1e-6));
}

TEST_CASE("Tables of any number of dims keep to their own")
{
    const int dims = GENERATE(1, 4, 6, 8, 16, 64);
    Tables tables = ramp(22, dims);
    Stage stage(tables, dims, true);
    stage.feed({0.5});
    stage.play(4096);
    for (int dim = 0; dim < dims; ++dim) CHECK(stage.channel(dim).back() == Catch::Approx(11 + 100 * dim));
}
