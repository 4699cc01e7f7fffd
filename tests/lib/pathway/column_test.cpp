// Columns: locked for hours, continuous at every rate, without a seam, and never outside.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/column.h"

#include "pathway/planting.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

constexpr int kDims = 4;
constexpr int kHour = 77'521;  // frames of 2048 samples at 44.1 kHz

Slots one_slot(Recipe recipe)
{
    Slots slots;
    recipe.seed = 11;
    slots[0].set_recipe(recipe, kDims);
    return slots;
}

Column column_on(const Slots& slots, double rate = 1, int slot = 0)
{
    Column column;
    column.prepare(kDims);
    column.set_rate(exact_rate(rate));
    column.select(slots, slot);
    return column;
}

std::vector<float> values_of(const Column& column) { return {column.values().begin(), column.values().end()}; }

/// One period of a sine, whose neighbours round the end are neighbours.
Slots cyclic(int frames, Glide glide)
{
    Slots slots;
    latent::Sequence wave(kDims, frames);
    for (int frame = 0; frame < frames; ++frame)
        for (int dim = 0; dim < kDims; ++dim)
            wave.at(frame, dim) = static_cast<float>(std::sin(2 * 3.14159265358979 * frame / frames + dim));
    slots[0].fill(wave, kDims);
    slots[0].manner().glide = glide;
    return slots;
}

}  // namespace

TEST_CASE("Rates are the ratios that a float means")
{
    CHECK(exact_rate(static_cast<double>(.333333F)) == 1.0 / 3);
    CHECK(exact_rate(static_cast<double>(-.6666667F)) == -2.0 / 3);
    CHECK(exact_rate(.75) == .75);
    CHECK(exact_rate(1.234) == 1.234);
    CHECK(exact_rate(0) == 0);
}

TEST_CASE("Two columns stay locked to the frame for an hour, one of them three times as fast through a third")
{
    Recipe recipe;
    recipe.frames = 21;
    recipe.glide = Glide::kOff;
    const Slots slots = one_slot(recipe);
    Column one = column_on(slots), two = column_on(slots), third = column_on(slots, 1.0 / 3);
    for (int frame = 0; frame < kHour; ++frame) {
        one.advance(slots);
        two.advance(slots);
        third.advance(slots);
        REQUIRE(one.place() == frame % 21);
        REQUIRE(values_of(one) == values_of(two));
        REQUIRE(third.row() == frame / 3 % 21);
    }
}

TEST_CASE("A linked column is at its leader's place times its rate, and its phase ahead, after an hour too")
{
    Recipe recipe;
    recipe.frames = 40;
    Slots slots = one_slot(recipe);
    Column leader = column_on(slots), follower = column_on(slots);
    follower.set_rate(1.5);
    follower.set_phase(slots, .25);
    follower.join(slots, leader);
    for (int frame = 0; frame < kHour; ++frame) {
        if (frame == 1000) slots[0].manner().rate = 2.0 / 3;
        leader.advance(slots);
        follower.follow(slots, leader);
        const double expected = std::fmod(static_cast<double>(leader.round()) * 60 + leader.place() * 1.5 + 10, 40);
        const double apart = std::abs(follower.place() - expected);
        REQUIRE(std::min(apart, 40 - apart) < 1e-5);
    }
}

TEST_CASE("No rate reads outside, with any walk and glide, while it changes all the time")
{
    const int walk = GENERATE(range(0, static_cast<int>(kWalkWords.size())));
    Recipe recipe;
    recipe.frames = GENERATE(1, 2, 5, 22);
    recipe.walk = static_cast<Walk>(walk);
    recipe.glide = static_cast<Glide>(GENERATE(0, 1, 2));
    recipe.is_randomised = true;
    recipe.kind = Kind::kUniform;
    const Slots slots = one_slot(recipe);
    Column column = column_on(slots);
    for (int frame = 0; frame < 500; ++frame) {
        column.set_rate(4 * std::sin(frame * .05));
        column.advance(slots);
        CHECK(column.place() >= 0);
        CHECK(column.place() < static_cast<double>(column.length()));
        CHECK(column.row() >= 0);
        CHECK(column.row() < recipe.frames);
        // A cubic swings over by up to a quarter of the way between two frames; orale moves rows by their deviation.
        for (const float value : column.values()) CHECK(std::abs(value) <= (recipe.walk == Walk::kOrale ? 4.0F : 1.3F));
    }
}

TEST_CASE("From -4 to 4 a rate that moves slowly moves no value by more than the pathway's slope allows")
{
    const Slots slots = cyclic(64, GENERATE(Glide::kLinear, Glide::kCubic));
    Column column = column_on(slots, -4);
    column.advance(slots);
    std::vector<float> before = values_of(column);
    for (int frame = 0; frame < 2000; ++frame) {
        const double rate = -4 + 8.0 * frame / 2000;
        column.set_rate(rate);
        column.advance(slots);
        const double slope = 2 * 3.14159265 / 64 * std::abs(rate) * 1.05 + 1e-4;
        for (std::size_t i = 0; i < before.size(); ++i)
            CHECK(std::abs(static_cast<double>(column.values()[i] - before[i])) < slope);
        before = values_of(column);
    }
}

TEST_CASE("A loop of a cyclic table has no seam: cubic and linear, forwards and backwards")
{
    const Glide glide = GENERATE(Glide::kLinear, Glide::kCubic);
    const Slots slots = cyclic(16, glide);
    for (const double place : {15.9999999, -0.0000001, 16.0000001}) {
        Column column = column_on(slots);
        column.set_phase(slots, place / 16);
        column.advance(slots);
        const std::vector<float> near = values_of(column);
        column.set_phase(slots, 0);
        column.select(slots, 0);
        column.advance(slots);
        for (std::size_t i = 0; i < near.size(); ++i) CHECK(std::abs(near[i] - column.values()[i]) < 1e-6F);
    }
    // And the steps across the end are as small as all others.
    Column column = column_on(slots, GENERATE(.01, -.01));
    column.advance(slots);
    std::vector<float> before = values_of(column);
    for (int frame = 0; frame < 3300; ++frame) {
        column.advance(slots);
        for (std::size_t i = 0; i < before.size(); ++i) CHECK(std::abs(column.values()[i] - before[i]) < .0045F);
        before = values_of(column);
    }
}

TEST_CASE("Randomised: each loop is the next seed; repeatable: it stays with what sounds")
{
    Recipe recipe;
    recipe.frames = 8;
    recipe.glide = Glide::kOff;
    recipe.is_randomised = true;
    Slots slots = one_slot(recipe);
    Column column = column_on(slots, GENERATE(1.0, -1.0));
    const bool is_forward = column.rate() > 0;
    int loops = 0;
    for (int frame = 0; frame < 80; ++frame) {
        if (column.advance(slots)) ++loops;
        const latent::Sequence made = generated(slots[0].recipe(), 11 + column.count(), kDims);
        CHECK(column.values()[1] == made.at(column.row(), 1));
        if (frame == 40) slots[0].manner().is_randomised = false;
    }
    CHECK(loops == (is_forward ? 10 : 11));
    CHECK(column.count() == 5);
    CHECK(column.seed(slots) == 11 + column.count());
}

TEST_CASE("Randomised loops glide from the last frame of one seed to the first of the next")
{
    Recipe recipe;
    recipe.frames = 4;
    recipe.is_randomised = true;
    const Slots slots = one_slot(recipe);
    Column column = column_on(slots, .5);
    for (int frame = 0; frame < 8; ++frame) column.advance(slots);  // at 3.5
    const latent::Sequence now = generated(slots[0].recipe(), 11, kDims),
                           next = generated(slots[0].recipe(), 12, kDims);
    for (int dim = 0; dim < kDims; ++dim)
        CHECK(std::abs(column.values()[static_cast<std::size_t>(dim)] - (now.at(3, dim) + next.at(0, dim)) / 2) <
              1e-6F);
}

TEST_CASE("Once stays at its end")
{
    Recipe recipe;
    recipe.frames = 5;
    recipe.walk = Walk::kOnce;
    const Slots slots = one_slot(recipe);
    Column column = column_on(slots);
    for (int frame = 0; frame < 50; ++frame) column.advance(slots);
    CHECK(column.row() == 4);
    const latent::Sequence made = generated(slots[0].recipe(), 11, kDims);
    CHECK(column.values()[0] == made.at(4, 0));
}
