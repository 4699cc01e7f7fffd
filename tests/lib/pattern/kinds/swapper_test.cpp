// swapper loses no value.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <set>
#include <utility>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Order;
using pattern::Pattern;

TEST_CASE("Swapper keeps all values of A and B, and so does the pattern of the other side")
{
    const int k = GENERATE(1, 2, 55), dims = GENERATE(1, 16);
    const auto seed = GENERATE(1u, 2u, 3u);
    const auto a = random_source(dims, k, 31), b = random_source(dims, k, 32);
    const pattern::Recipe recipe{kSwapper, Order::kForward, 0, 1, seed};
    const Pattern here = made(recipe, a, b), there = made(recipe, b, a);
    std::multiset<float> expected(a->values().begin(), a->values().end());
    expected.insert(b->values().begin(), b->values().end());
    for (std::int64_t loop = 0; loop < here.loops(); ++loop) {
        std::multiset<float> values;
        for (int row = 0; row < k; ++row) {
            for (const auto* side : {&here, &there}) {
                const auto frame = frame_of(*side, loop * k + row);
                values.insert(frame.begin(), frame.end());
            }
        }
        REQUIRE(values == expected);
    }
}

TEST_CASE("A step of a swapper changes the value that it says, there and back")
{
    const auto a = random_source(2, 8, 1), b = random_source(2, 8, 2);
    const Pattern pattern = made({kSwapper, Order::kForward, 0, 1, 5}, a, b);
    REQUIRE(pattern.steps() == 8);
    std::set<std::pair<int, int>> swapped;
    for (std::int64_t step = 1; step <= 8; ++step) {
        const auto cell = pattern.changed_at(step);
        if (!swapped.erase({cell.row, cell.dim})) swapped.insert({cell.row, cell.dim});
        for (int row = 0; row < 8; ++row) {
            const auto frame = frame_of(pattern, (step - 1) * 8 + row);
            for (int dim = 0; dim < 2; ++dim)
                CHECK(frame[static_cast<std::size_t>(dim)] ==
                      (swapped.count({row, dim}) ? b->at(row, dim) : a->at(row, dim)));
        }
    }
}
