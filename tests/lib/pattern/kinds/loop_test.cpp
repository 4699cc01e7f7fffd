// loop is A, again and again.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Order;
using pattern::Pattern;

TEST_CASE("Two loops of three frames are six frames")
{
    const Pattern pattern = made({kLoop, Order::kForward, 0, 2, 0}, counting_source(1, 3));
    REQUIRE(pattern.frames() == 6);
    CHECK(pattern.loops() == 2);
    for (int n = 0; n < 6; ++n) CHECK(frame_of(pattern, n)[0] == static_cast<float>(n % 3));
}
