// Maps between models: raw leaves numbers alone, scaled and matched give what the right model knows.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/gauge.h"

#include "random/random.h"
#include "spoor/moments.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

/// Normal frames of this mean and deviation, whose two first dims are correlated.
latent::Sequence cloud(double mean, double deviation, double shared, std::uint64_t seed, int dims = 4)
{
    random::Random random(seed);
    latent::Sequence made(dims, 4000);
    for (int frame = 0; frame < made.frames(); ++frame) {
        const double both = random.normal();
        for (int dim = 0; dim < dims; ++dim) {
            const double own = random.normal();
            const double value = dim < 2 ? shared * both + std::sqrt(1 - shared * shared) * own : own;
            made.at(frame, dim) = static_cast<float>(mean + deviation * value);
        }
    }
    return made;
}

}  // namespace

TEST_CASE("Nothing learnt, or raw: the same numbers")
{
    Gauge gauge;
    std::vector<float> values{1, -2, 3, .5F};
    gauge.apply(Map::kScaled, values);
    gauge.apply(Map::kMatched, values);
    CHECK(values == std::vector<float>{1, -2, 3, .5F});
    REQUIRE(gauge.learn_right(cloud(2, .5, 0, 1)));
    gauge.apply(Map::kRaw, values);
    CHECK(values == std::vector<float>{1, -2, 3, .5F});
}

TEST_CASE("Scaled: as many deviations from the right model's mean")
{
    Gauge gauge;
    REQUIRE(gauge.learn_right(cloud(2, .5, 0, 1)));
    std::vector<float> values{0, 1, -2, 0};
    gauge.apply(Map::kScaled, values);
    CHECK(std::abs(values[0] - 2) < .05F);
    CHECK(std::abs(values[1] - 2.5F) < .05F);
    CHECK(std::abs(values[2] - 1) < .08F);
}

TEST_CASE("Matched: what is usual to the left model becomes what is usual to the right one, correlations too")
{
    Gauge gauge;
    const latent::Sequence left = cloud(1, 2, 0, 3), right = cloud(-1, .5, .9, 4);
    REQUIRE(gauge.learn_left(left));
    REQUIRE(gauge.learn_right(right));
    latent::Sequence mapped = left;
    for (int frame = 0; frame < mapped.frames(); ++frame) gauge.apply(Map::kMatched, mapped.frame(frame));
    CHECK(spoor::distance(*spoor::moments_of(mapped), *spoor::moments_of(right)) < 1e-6);
    CHECK(spoor::distance(*spoor::moments_of(left), *spoor::moments_of(right)) > 1);
}

TEST_CASE("Matched to a model of fewer dims, and too few frames to learn from")
{
    Gauge gauge;
    CHECK_FALSE(gauge.learn_right(latent::Sequence(4, 1)));
    REQUIRE(gauge.learn_left(cloud(0, 1, 0, 5, 8)));
    REQUIRE(gauge.learn_right(cloud(3, .1, 0, 6, 4)));
    std::vector<float> values{1, 1, 1, 1};
    gauge.apply(Map::kMatched, values);
    for (const float value : values) CHECK(std::abs(value - 3) < 1);
}
