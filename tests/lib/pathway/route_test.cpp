// Walks: none reads outside its pathway, and each goes where its name says.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/route.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

/// Frame i holds i in all dims.
std::shared_ptr<const latent::Sequence> ramp(int frames, int dims = 3)
{
    latent::Sequence made(dims, frames);
    for (int frame = 0; frame < frames; ++frame)
        for (int dim = 0; dim < dims; ++dim) made.at(frame, dim) = static_cast<float>(frame);
    return std::make_shared<const latent::Sequence>(std::move(made));
}

Route route_of(Walk walk, int frames, int every = 4)
{
    Recipe recipe;
    recipe.walk = walk;
    recipe.frames = frames;
    recipe.every = every;
    recipe.seed = 3;
    return {recipe, ramp(frames), ramp(frames)};
}

std::vector<int> rows(const Route& route, std::int64_t round = 0)
{
    std::vector<int> all;
    for (std::int64_t place = 0; place < route.length(); ++place) all.push_back(route.row(round, place));
    return all;
}

}  // namespace

TEST_CASE("No walk reads outside its frames, however long they are and in any loop, forwards or before the first")
{
    const auto walk = static_cast<Walk>(GENERATE(range(0, static_cast<int>(kWalkWords.size()))));
    const int frames = GENERATE(1, 2, 3, 7, 22, 64);
    const Route route = route_of(walk, frames, GENERATE(1, 5, 4096));
    std::vector<float> out(3);
    for (const std::int64_t round : {-1'000'000'007LL, -1LL, 0LL, 1LL, 5LL, 1'000'000'007LL})
        for (std::int64_t place = 0; place < std::min<std::int64_t>(route.length(), 2000); ++place) {
            const int row = route.row(round, place);
            CHECK(row >= 0);
            CHECK(row < frames);
            route.frame(round, place, out);
            CHECK(std::isfinite(out[0]));
            if (walk == Walk::kOrale) continue;  // moves its rows by their deviation
            CHECK(out[0] >= 0);
            CHECK(out[0] <= static_cast<float>(frames - 1));
        }
}

TEST_CASE("Loop, palindrome and once go as their names say")
{
    CHECK(rows(route_of(Walk::kLoop, 4)) == std::vector{0, 1, 2, 3});
    CHECK(rows(route_of(Walk::kPalindrome, 4)) == std::vector{0, 1, 2, 3, 2, 1});
    CHECK(rows(route_of(Walk::kOnce, 3)) == std::vector{0, 1, 2});
    CHECK(rows(route_of(Walk::kOnce, 3), 1) == std::vector{2, 2, 2});
    CHECK(rows(route_of(Walk::kOnce, 3), -1) == std::vector{0, 0, 0});
}

TEST_CASE("Jumps go on for so many frames and land elsewhere, in each loop anew, the same ones for the same seed")
{
    const Route route = route_of(Walk::kJumps, 40, 5);
    const auto first = rows(route), second = rows(route, 1);
    for (std::size_t i = 0; i < 40; ++i)
        if (i % 5 != 0) CHECK(first[i] == (first[i - 1] + 1) % 40);
    CHECK(first != second);
    CHECK(first == rows(route_of(Walk::kJumps, 40, 5)));
}

TEST_CASE("Patterns of the library are walks: fibo grows, blender ends at the other slot")
{
    const auto fibo = rows(route_of(Walk::kFibo, 13));
    CHECK(fibo.size() > 13);
    CHECK(std::set<int>(fibo.begin(), fibo.end()).size() == 13);
    Recipe recipe;
    recipe.walk = Walk::kBlender;
    recipe.frames = 4;
    auto zeros = std::make_shared<const latent::Sequence>(3, 4);
    const Route blender(recipe, zeros, ramp(4));
    std::vector<float> out(3);
    blender.frame(0, blender.length() - 1, out);
    CHECK(out[2] == 3);
}

TEST_CASE("Without frames there is silence, and no place to fall from")
{
    const Route none;
    std::vector<float> out{1, 2};
    none.frame(0, 0, out);
    CHECK(out == std::vector<float>{0, 0});
    CHECK(none.length() == 1);
    CHECK(none.row(5, 0) == 0);
}
