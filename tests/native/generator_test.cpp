// The random numbers that torch 1.13 draws from seed 7: torch.manual_seed(7), then rand(3), randn(3) or randn(20).
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/run/generator.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>

using latentjam::infer::native::Generator;

namespace {

Generator seeded()
{
    Generator generator;
    generator.seed(7);
    return generator;
}

bool is_near(float a, double b) { return std::abs(static_cast<double>(a) - b) < 1e-6; }

}  // namespace

TEST_CASE("A seed gives torch's uniform numbers")
{
    auto generator = seeded();
    CHECK(generator.uniform() == 0.5349225401878357F);
    CHECK(generator.uniform() == 0.19880318641662598F);
    CHECK(generator.uniform() == 0.6592116951942444F);
}

TEST_CASE("A seed gives torch's normal numbers, few or many")
{
    std::array<float, 3> few{};
    seeded().fill_normal(few);
    CHECK(is_near(few[0], -0.1467950940132141));
    CHECK(is_near(few[1], 0.7861412763595581));
    CHECK(is_near(few[2], 0.9468216300010681));

    std::array<float, 20> many{};  // 16, and 16 of which 12 are drawn again
    seeded().fill_normal(many);
    CHECK(is_near(many[0], -0.8201345205307007));
    CHECK(is_near(many[7], -0.7245107293128967));
    CHECK(is_near(many[8], -0.8489086031913757));
    CHECK(is_near(many[15], -1.3597689867019653));
    CHECK(is_near(many[16], -0.866701602935791));
    CHECK(is_near(many[19], -0.35672253370285034));
}

TEST_CASE("The second number of a pair is kept for the next draw, and a seed forgets it")
{
    auto generator = seeded();
    std::array<float, 1> first{}, second{};
    generator.fill_normal(first);
    generator.fill_normal(second);
    CHECK(is_near(second[0], 0.7861412763595581));
    generator.fill_normal(first);
    generator.seed(7);
    generator.fill_normal(first);
    CHECK(is_near(first[0], -0.1467950940132141));
}
