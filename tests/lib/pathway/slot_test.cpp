// Slots: each kind is a function of its seed, locks hold, and 64 changes can be taken back.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/slot.h"

#include "kit/seeds.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

constexpr int kDims = 8;

Slot slot_of(Kind kind, int frames = 22)
{
    Slot slot;
    Recipe recipe;
    recipe.kind = kind;
    recipe.frames = frames;
    recipe.seed = 7;
    slot.set_recipe(recipe, kDims);
    return slot;
}

int differing(const latent::Sequence& a, const latent::Sequence& b)
{
    int count = 0;
    for (int frame = 0; frame < a.frames(); ++frame)
        for (int dim = 0; dim < a.dims(); ++dim) count += a.at(frame, dim) != b.at(frame, dim) ? 1 : 0;
    return count;
}

const auto kDrawn = {Kind::kUniform, Kind::kBates,  Kind::kNormal, Kind::kLearned,
                     Kind::kWalk,    Kind::kSparse, Kind::kNoise};

}  // namespace

TEST_CASE("A seed gives the same frames again, another seed others, and more dims do not change the first")
{
    const Kind kind = GENERATE(values(kDrawn));
    Recipe recipe;
    recipe.kind = kind;
    recipe.frames = GENERATE(1, 2, 22, 300);
    const latent::Sequence made = generated(recipe, 5, kDims);
    CHECK(made == generated(recipe, 5, kDims));
    CHECK_FALSE(made == generated(recipe, 6, kDims));
    const latent::Sequence more = generated(recipe, 5, 16);
    for (int frame = 0; frame < made.frames(); ++frame)
        for (int dim = 0; dim < kDims; ++dim) CHECK(made.at(frame, dim) == more.at(frame, dim));
}

TEST_CASE("Kinds have their distributions: ranges, means, deviations")
{
    struct Expected {
        Kind kind;
        double most, deviation;
    };
    const Expected expected = GENERATE(Expected{Kind::kUniform, 1, .577}, Expected{Kind::kBates, 1, .289},
                                       Expected{Kind::kNormal, 6, 1}, Expected{Kind::kNoise, 1, .577});
    Recipe recipe;
    recipe.kind = expected.kind;
    recipe.frames = 4096;
    const latent::Sequence made = generated(recipe, 3, kDims);
    double sum = 0, squares = 0;
    for (const float value : made.values()) {
        CHECK(std::abs(static_cast<double>(value)) <= expected.most);
        sum += static_cast<double>(value);
        squares += static_cast<double>(value) * static_cast<double>(value);
    }
    const auto count = static_cast<double>(made.values().size());
    CHECK(std::abs(sum / count) < .02);
    CHECK(std::abs(std::sqrt(squares / count) - expected.deviation) < .02);
}

TEST_CASE("A walk makes small steps between its walls, and its end leads to its beginning")
{
    Recipe recipe;
    recipe.kind = Kind::kWalk;
    recipe.frames = GENERATE(16, 64, 1024);
    const latent::Sequence made = generated(recipe, GENERATE(1U, 2U, 99U), kDims);
    for (int frame = 0; frame < made.frames(); ++frame)
        for (int dim = 0; dim < kDims; ++dim) {
            const float here = made.at(frame, dim), next = made.at((frame + 1) % made.frames(), dim);
            CHECK(std::abs(here) <= 3);
            CHECK(std::abs(next - here) < 2.5F);  // eight deviations of a step
        }
}

TEST_CASE("Noise is what saatR plays: Pd's noise~, at the sample that nn~ hears")
{
    Recipe recipe;
    recipe.kind = Kind::kNoise;
    const latent::Sequence made = generated(recipe, 444444, 2);
    kit::PdNoise noise(kit::SeedNoise::seed_of(444444, 1));
    for (int sample = 0; sample < 5 * 2048 + 2047; ++sample) noise.next();
    CHECK(made.at(5, 1) == static_cast<float>(noise.value()));
}

TEST_CASE("Sparse holds a point for so many frames; range, offset and positive apply to every kind")
{
    Recipe recipe;
    recipe.kind = Kind::kSparse;
    recipe.every = 4;
    const latent::Sequence held = generated(recipe, 3, kDims);
    for (int frame = 0; frame < held.frames(); ++frame) CHECK(held.at(frame, 2) == held.at(frame / 4 * 4, 2));
    recipe.kind = Kind::kUniform;
    recipe.is_positive = true;
    recipe.range = 2;
    recipe.offset = .5;
    const latent::Sequence positive = generated(recipe, 3, kDims);
    CHECK(std::ranges::all_of(positive.values(), [](float value) { return value >= .5F && value <= 2.5F; }));
}

TEST_CASE("again gives the first generation back, whatever was changed by hand or mutated")
{
    Slot slot = slot_of(GENERATE(values(kDrawn)));
    const latent::Sequence first = slot.values(kDims);
    slot.mutate(.5, kDims);
    slot.put(3, 1, 9, false);
    slot.mutate(1, kDims);
    CHECK_FALSE(slot.values(kDims) == first);
    slot.again(kDims);
    CHECK(slot.values(kDims) == first);
}

TEST_CASE("A mutation redraws its share, the next one other values, the same ones for the same seed")
{
    Slot one = slot_of(Kind::kNormal, 100), two = slot_of(Kind::kNormal, 100);
    const latent::Sequence first = one.values(kDims);
    one.mutate(.25, kDims);
    const int changed = differing(first, one.values(kDims));
    CHECK(changed > 150);
    CHECK(changed < 250);
    one.mutate(.25, kDims);
    two.mutate(.25, kDims);
    two.mutate(.25, kDims);
    CHECK(one.values(kDims) == two.values(kDims));
    one.mutate(0, kDims);
    CHECK(one.values(kDims) == two.values(kDims));
}

TEST_CASE("64 changes are taken back one by one and done again, and a 65th is not")
{
    Slot slot = slot_of(Kind::kNormal);
    std::vector<latent::Sequence> states;
    for (int i = 0; i < 70; ++i) {
        slot.mutate(.2, kDims);
        states.push_back(slot.values(kDims));
    }
    for (int i = 0; i < 64; ++i) {
        CHECK(slot.values(kDims) == states[static_cast<std::size_t>(69 - i)]);
        REQUIRE(slot.undo());
    }
    CHECK(slot.values(kDims) == states[5]);
    CHECK_FALSE(slot.undo());
    for (int i = 0; i < 64; ++i) REQUIRE(slot.redo());
    CHECK(slot.values(kDims) == states[69]);
    CHECK_FALSE(slot.redo());
}

TEST_CASE("Locked dims and frames stay through rnd, again, mut, another kind and the next seeds")
{
    Slot slot = slot_of(Kind::kNormal);
    slot.put(4, 2, 7, false);
    slot.lock_dim(2, true);
    slot.lock_frame(9, true);
    const latent::Sequence before = slot.values(kDims);
    const auto check = [&](const latent::Sequence& now, const char* when) {
        INFO(when);
        for (int frame = 0; frame < 22; ++frame) CHECK(now.at(frame, 2) == before.at(frame, 2));
        for (int dim = 0; dim < kDims; ++dim) CHECK(now.at(9, dim) == before.at(9, dim));
        CHECK(differing(now, before) > 100);
    };
    slot.plant(99, kDims, 1);
    check(slot.values(kDims), "rnd");
    check(slot.values(kDims, 3), "a later seed");
    slot.mutate(1, kDims);
    check(slot.values(kDims), "mut");
    slot.again(kDims);
    check(slot.values(kDims), "again");
    Recipe other = slot.recipe();
    other.kind = Kind::kUniform;
    slot.set_recipe(other, kDims);
    check(slot.values(kDims), "another kind");
    slot.lock_dim(2, false);
    slot.lock_frame(9, false);
    slot.again(kDims);
    CHECK(slot.values(kDims) == generated(other, 99, kDims));
}

TEST_CASE("A file fills a slot, and dims that it lacks begin again with its first")
{
    latent::Sequence file(2, 5);
    for (int i = 0; i < 10; ++i) file.values()[static_cast<std::size_t>(i)] = static_cast<float>(i);
    Slot slot = slot_of(Kind::kNormal);
    slot.fill(file, kDims);
    const latent::Sequence values = slot.values(kDims);
    REQUIRE(values.frames() == 5);
    CHECK(values.at(3, 0) == 6);
    CHECK(values.at(3, 7) == 7);
    REQUIRE(slot.undo());
    CHECK(slot.values(kDims) == slot_of(Kind::kNormal).values(kDims));
}
