// fibo's loops are beginnings of A.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Order;
using pattern::Pattern;

TEST_CASE("A fibo of five frames plays the first 1, 2, 3 and 5 of them")
{
    const Pattern pattern = made({kFibo, Order::kForward, 0, 1, 0}, counting_source(1, 5));
    const float expected[] = {0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 4};
    REQUIRE(pattern.frames() == 11);
    CHECK(pattern.loops() == 4);
    for (int n = 0; n < 11; ++n) CHECK(frame_of(pattern, n)[0] == expected[n]);
}

TEST_CASE("A fibo of 55 frames is 142 frames long")
{
    CHECK(made({kFibo, Order::kForward, 0, 1, 0}, random_source(1, 55, 1)).frames() == 142);
    CHECK(made({kFibo, Order::kForward, 0, 2, 0}, random_source(1, 60, 1)).frames() == 284);
    CHECK(made({kFibo, Order::kForward, 0, 2, 0}, random_source(1, 1, 1)).frames() == 2);
}
