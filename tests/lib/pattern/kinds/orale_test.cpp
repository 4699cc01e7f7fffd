// orale moves A in three nested steps.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Order;
using pattern::Pattern;

TEST_CASE("Orale's 64 loops stand in the nested 3:1 relation")
{
    const int k = 4, dims = 3;
    const auto a = random_source(dims, k, 41);
    const Pattern pattern = made({kOrale, Order::kForward, 0, 2, GENERATE(1u, 2u)}, a);
    REQUIRE(pattern.loops() == 128);
    const auto spread = pattern::spread_of(*a, k);
    const auto offset = [&](int loop, int dim) {  // the same for each row of a loop
        std::vector<float> frame(dims);
        double first = 0;
        for (int row = 0; row < k; ++row) {
            pattern.frame(loop * k + row, frame);
            const double here =
                static_cast<double>(frame[static_cast<std::size_t>(dim)]) - static_cast<double>(a->at(row, dim));
            if (row == 0) first = here;
            CHECK(std::abs(here - first) < 1e-6);
        }
        return first;
    };
    for (int dim = 0; dim < dims; ++dim) {
        std::vector<double> offsets;
        for (int loop = 0; loop < 128; ++loop) offsets.push_back(offset(loop, dim));
        const double u1 = -offsets[3], u2 = offsets[12], u3 = -offsets[48];
        for (const double u : {u1, u2, u3}) {
            CHECK(std::abs(u) <= spread[static_cast<std::size_t>(dim)] + 1e-6);
            CHECK(u != 0);
        }
        for (int loop = 0; loop < 128; ++loop) {
            const double expected =
                (loop % 4 == 3 ? -u1 : 0) + (loop / 4 % 4 == 3 ? u2 : 0) + (loop / 16 % 4 == 3 ? -u3 : 0);
            CHECK(std::abs(offsets[static_cast<std::size_t>(loop)] - expected) < 1e-5);
        }
    }
}
