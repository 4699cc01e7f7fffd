// Ways between constellations.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/way.h"
#include "latent/distribution.h"
#include "latent/sequence.h"
#include "random/random.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace latentjam;
using namespace latentjam::kit;

namespace {

using Values = std::vector<double>;

double norm(const Values& values)
{
    return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

Values between(Ways& ways, Way way, const Values& a, const Values& b, double x)
{
    Values out(a.size());
    ways.between(way, a, b, x, out);
    return out;
}

Values random_values(random::Random& random, std::size_t dims)
{
    Values values(dims);
    for (double& value : values) value = random.uniform(-2, 2);
    return values;
}

/// A latent whose dims move together: a cloud much longer than it is wide, away from 0.
latent::Statistics long_cloud(int dims, int frames = 2000)
{
    random::Random random(3);
    latent::Sequence cloud(dims, frames);
    for (int n = 0; n < frames; ++n) {
        const double common = random.normal();
        for (int d = 0; d < dims; ++d)
            cloud.at(n, d) = static_cast<float>(0.5 * d + 2 * common + 0.2 * random.normal());
    }
    const latent::Sequence* const sequences[] = {&cloud};
    return *latent::analyse(sequences);
}

}  // namespace

TEST_CASE("Every way begins and ends exactly at its banks, and steps are small everywhere")
{
    const Way way = GENERATE(Way::kStraight, Way::kSpherical, Way::kStatistics);
    const int dims = GENERATE(1, 2, 4, 16, 64);
    Ways ways;
    ways.prepare(dims);
    REQUIRE(ways.learn(long_cloud(dims)));
    random::Random random(static_cast<std::uint64_t>(dims));
    const auto a = random_values(random, static_cast<std::size_t>(dims));
    auto b = random_values(random, static_cast<std::size_t>(dims));
    if (GENERATE(false, true))  // opposite: the sphere has no shortest way
        for (std::size_t i = 0; i < b.size(); ++i) b[i] = -a[i];
    CHECK(between(ways, way, a, b, 0) == a);
    CHECK(between(ways, way, a, b, 1) == b);
    Values before = a;
    for (int n = 1; n <= 1000; ++n) {
        const auto here = between(ways, way, a, b, n / 1000.0);
        Values step(here.size());
        for (std::size_t i = 0; i < step.size(); ++i) step[i] = here[i] - before[i];
        REQUIRE(norm(step) < 0.02 * (norm(a) + norm(b)) + 0.02 * dims);
        before = here;
    }
}

TEST_CASE("The straight way is the mean of two banks in the middle")
{
    Ways ways;
    ways.prepare(3);
    CHECK(between(ways, Way::kStraight, {0, 1, -2}, {1, 0, 2}, 0.5) == Values{0.5, 0.5, 0});
}

TEST_CASE("The spherical way keeps its distance from 0")
{
    Ways ways;
    ways.prepare(2);
    for (const double x : {0.1, 0.5, 0.9}) {
        CHECK(norm(between(ways, Way::kSpherical, {1, 0}, {0, 1}, x)) == Catch::Approx(1));
        CHECK(norm(between(ways, Way::kSpherical, {1, 0}, {0, 3}, x)) == Catch::Approx(1 + 2 * x));
        CHECK(norm(between(ways, Way::kSpherical, {1, 0}, {-1, 0}, x)) == Catch::Approx(1));
    }
    const auto middle = between(ways, Way::kSpherical, {1, 0}, {0, 1}, 0.5);
    CHECK(middle[0] == Catch::Approx(std::sqrt(0.5)));
    CHECK(between(ways, Way::kSpherical, {0, 0}, {2, 2}, 0.5) == Values{1, 1});  // from 0 there is but one way
}

TEST_CASE("The way of the statistics stays as usual as its ends, where the straight one is not")
{
    constexpr int kDims = 8;
    Ways ways;
    ways.prepare(kDims);
    CHECK_FALSE(ways.has_learnt());
    const auto statistics = long_cloud(kDims);
    REQUIRE(ways.learn(statistics));
    REQUIRE(ways.has_learnt());

    // Two constellations out of that very cloud.
    const auto source = *latent::Source::learnt(statistics, latent::Distribution::kCorrelation, false);
    random::Random random(5);
    for (int pair = 0; pair < 20; ++pair) {
        const auto drawn = source.draw(random, 2);
        const Values a(drawn.frame(0).begin(), drawn.frame(0).end()), b(drawn.frame(1).begin(), drawn.frame(1).end());
        const double from = ways.distance(a), to = ways.distance(b);
        for (const double x : {0.25, 0.5, 0.75}) {
            const double here = ways.distance(between(ways, Way::kStatistics, a, b, x));
            CHECK(here == Catch::Approx(from + x * (to - from)).epsilon(1e-6));
            const double straight = ways.distance(between(ways, Way::kStraight, a, b, x));
            CHECK(straight < here + 1e-9);  // towards the mean: duller
        }
    }
    // Spherical without statistics leaves what the model knows.
    double farthest = 0;
    for (int pair = 0; pair < 20; ++pair) {
        const auto drawn = source.draw(random, 2);
        const Values a(drawn.frame(0).begin(), drawn.frame(0).end()), b(drawn.frame(1).begin(), drawn.frame(1).end());
        farthest = std::max(farthest, ways.distance(between(ways, Way::kSpherical, a, b, 0.5)) /
                                          std::max(ways.distance(a), ways.distance(b)));
    }
    CHECK(farthest > 1.5);
}

TEST_CASE("Statistics of another number of dims are refused in one line, and dims that never moved are no trouble")
{
    Ways ways;
    ways.prepare(4);
    const auto status = ways.learn(long_cloud(3));
    CHECK(status.message() == "learn: that latent has 3 dims, this has 4");
    latent::Sequence still(4, 10);
    const latent::Sequence* const sequences[] = {&still};
    REQUIRE(ways.learn(*latent::analyse(sequences)));
    for (const double value : between(ways, Way::kStatistics, {0, 0, 1, 0}, {1, 0, 0, 0}, 0.5))
        CHECK(std::isfinite(value));
}
