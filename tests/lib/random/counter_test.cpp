// Draws by name: the same again, spread as they should be, and unmoved by each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/counter.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <set>

using latentjam::random::Counter;

TEST_CASE("A draw is the same whatever was drawn before it, and another for each name")
{
    const Counter counter(43);
    const std::uint64_t drawn = counter.bits(3, 2, 1000);
    std::set<std::uint64_t> all;
    for (std::uint32_t owner = 0; owner < 20; ++owner)
        for (std::uint32_t purpose = 0; purpose < 10; ++purpose)
            for (std::uint64_t index = 0; index < 50; ++index) all.insert(counter.bits(owner, purpose, index));
    CHECK(all.size() == 20 * 10 * 50);
    CHECK(counter.bits(3, 2, 1000) == drawn);
    CHECK(Counter(44).bits(3, 2, 1000) != drawn);
    CHECK(Counter(0).bits(0, 0, 0) != 0);
}

TEST_CASE("Numbers of neighbouring names are spread evenly and do not follow each other")
{
    for (const std::uint64_t seed : {0U, 1U, 43U}) {
        const Counter counter(seed);
        constexpr int kDraws = 20000;
        double sum = 0, squares = 0, normal_sum = 0, normal_squares = 0, products = 0, last = 0;
        for (std::uint64_t index = 0; index < kDraws; ++index) {
            const double uniform = counter.uniform(1, 2, index), normal = counter.normal(1, 2, index);
            REQUIRE((uniform >= 0 && uniform < 1));
            REQUIRE(std::abs(normal) <= 6);
            sum += uniform;
            squares += uniform * uniform;
            normal_sum += normal;
            normal_squares += normal * normal;
            products += normal * last;
            last = normal;
        }
        CHECK(std::abs(sum / kDraws - .5) < .01);
        CHECK(std::abs(squares / kDraws - 1.0 / 3) < .01);
        CHECK(std::abs(normal_sum / kDraws) < .03);
        CHECK(std::abs(normal_squares / kDraws - 1) < .04);
        CHECK(std::abs(products / kDraws) < .03);
    }
}
