// blender goes from A to B value by value.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <vector>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Order;
using pattern::Pattern;

TEST_CASE("A blender of a thousand frames of sixteen dimensions can be entered anywhere")
{
    // 16 001 states of 4000 frames: 64 million frames. State s holds B's first s values.
    const auto a = random_source(16, 1000, 3), b = random_source(16, 1000, 4);
    const Pattern pattern = made({kBlender, Order::kForward, 0, 4, 0}, a, b);
    REQUIRE(pattern.frames() == std::int64_t{16001} * 4000);
    random::Random random(5);
    bool equal = true;
    for (int i = 0; i < 5000; ++i) {
        const std::int64_t n = random.integer(0, pattern.frames());
        const auto frame = frame_of(pattern, n);
        const int row = static_cast<int>(n % 1000);
        for (int dim = 0; dim < 16; ++dim)
            equal = equal && frame[static_cast<std::size_t>(dim)] ==
                                 (row * 16 + dim < n / 4000 ? b->at(row, dim) : a->at(row, dim));
    }
    CHECK(equal);
}

TEST_CASE("Blender begins as A, ends as B, and changes one value per state in between")
{
    const int k = GENERATE(1, 2, 9), dims = GENERATE(1, 4);
    const auto a = random_source(dims, k, 21), b = random_source(dims, k, 22);
    const Pattern pattern = made({kBlender, Order::kForward, 0, 2, 0}, a, b);
    const auto state = [&](std::int64_t loop) {
        std::vector<float> values;
        for (int row = 0; row < k; ++row)
            for (const float value : frame_of(pattern, loop * k + row)) values.push_back(value);
        return values;
    };
    const auto all = [](const latent::Sequence& source) {
        return std::vector<float>(source.values().begin(), source.values().end());
    };
    CHECK(state(0) == all(*a));
    CHECK(state(pattern.loops() - 1) == all(*b));
    for (std::int64_t loop = 1; loop < pattern.loops(); ++loop) {
        const auto before = state(loop - 1), after = state(loop);
        std::size_t changed = 0;
        for (std::size_t i = 0; i < after.size(); ++i) changed += before[i] != after[i];
        CHECK(changed == (loop % 2 == 0 ? 1 : 0));
    }
}
