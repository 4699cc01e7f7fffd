// The last frames of a stream.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/recent.h"

#include <catch2/catch_test_macros.hpp>

#include <vector>

TEST_CASE("The last frames come out in order, and no more than there were")
{
    latentjam::spoor::Recent recent;
    recent.prepare(2, 5);
    CHECK(recent.last(3).frames() == 0);
    for (int t = 0; t < 12; ++t) {
        recent.push(std::vector<double>{t + 0.0, t + 0.5});
        const auto last = recent.last(4);
        REQUIRE(last.frames() == std::min(t + 1, 4));
        for (int i = 0; i < last.frames(); ++i)
            CHECK(last.at(i, 1) == static_cast<float>(t - last.frames() + 1 + i) + 0.5F);
    }
    CHECK(recent.last(100).frames() == 5);
    CHECK(recent.count() == 12);
}
