// SPDX-License-Identifier: BSD-3-Clause
#include "base/finite.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <vector>

using latentjam::are_finite;
using Limits = std::numeric_limits<float>;

TEST_CASE("Numbers are finite up to the largest and down to the smallest, NaN and infinity of either sign are not")
{
    CHECK(are_finite({}));
    CHECK(are_finite(std::vector{0.0F, -0.0F, Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min()}));
    for (const float wrong : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()})
        for (std::size_t at = 0; at < 5; ++at) {
            std::vector<float> numbers(5, 1.0F);
            numbers[at] = wrong;
            CHECK_FALSE(are_finite(numbers));
        }
}
