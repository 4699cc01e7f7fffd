// The Gaussian map.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/transport.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::spoor;
using Catch::Approx;

namespace {

Moments learnt(std::size_t dims, double correlation, std::uint64_t seed)
{
    return *moments_of(*test::moving_latent(dims, 3000, correlation, 0.4, seed));
}

latent::Sequence mapped(const Transport& map, const latent::Sequence& source, const Moments& moments, double fill)
{
    random::Random random(9);
    latent::Sequence made(static_cast<int>(map.dims_out()), source.frames());
    std::vector<double> deviation(map.dims_in()), frame(map.dims_out()), normals(map.missing());
    for (int t = 0; t < source.frames(); ++t) {
        for (std::size_t i = 0; i < deviation.size(); ++i)
            deviation[i] = static_cast<double>(source.at(t, static_cast<int>(i))) - moments.mean[i];
        map.map_deviation(deviation, frame);
        random.fill_normal(normals);
        map.fill(normals, fill, frame);
        for (std::size_t i = 0; i < frame.size(); ++i) made.at(t, static_cast<int>(i)) = static_cast<float>(frame[i]);
    }
    return made;
}

}  // namespace

TEST_CASE("Mapped frames have the mean and covariance of the other space")
{
    const auto source = test::moving_latent(6, 3000, 0.7, 0.4, 1);
    const Moments from = *moments_of(*source), to = learnt(6, 0.1, 2);
    const Transport map = Transport::between(from, to);
    const Moments made = *moments_of(mapped(map, *source, from, 0));
    CHECK(distance(made, to) < 1e-9);
    CHECK(map.missing() == 0);
}

TEST_CASE("A space mapped onto itself stays as it is")
{
    const Moments moments = learnt(5, 0.5, 3);
    const Transport map = Transport::between(moments, moments);
    const std::vector<double> deviation{1, -2, 0.5, 3, 0};
    std::vector<double> frame(5);
    map.map_deviation(deviation, frame);
    for (std::size_t i = 0; i < 5; ++i) CHECK(frame[i] == Approx(moments.mean[i] + deviation[i]).margin(1e-6));
}

TEST_CASE("From four dims to eight the missing axes stay, or move as much as fill says")
{
    const auto source = test::moving_latent(4, 3000, 0.7, 0.4, 1);
    const Moments from = *moments_of(*source), to = learnt(8, 0.5, 2);
    const Transport map = Transport::between(from, to);
    REQUIRE(map.missing() == 4);
    const Axes still = principal_axes(moments_of(mapped(map, *source, from, 0))->covariance());
    CHECK(still.variances[3] > 0.01);
    CHECK(still.variances[4] < 1e-9);
    CHECK(distance(*moments_of(mapped(map, *source, from, 1)), to) < 0.02);
}

TEST_CASE("From eight dims to four the axes that move most are heard, and compared")
{
    const auto source = test::moving_latent(8, 3000, 0.7, 0.4, 1);
    const Moments from = *moments_of(*source), to = learnt(4, 0.2, 2);
    const Transport map = Transport::between(from, to);
    const Moments made = *moments_of(mapped(map, *source, from, 0));
    CHECK(map.missing() == 0);
    CHECK(distance(made, to) < 1e-9);
    CHECK(distance(map.source_on_shared_axes(from), map.output_on_shared_axes(made)) < 1e-9);
}

TEST_CASE("Spaces with dims that never move are mapped without a number that is not finite")
{
    latent::Sequence still(3, 100);
    for (int t = 0; t < 100; ++t) still.at(t, 0) = static_cast<float>(t % 7);
    const Moments from = *moments_of(still), to = learnt(3, 0.2, 2);
    for (const auto& [a, b] : {std::pair{from, to}, std::pair{to, from}}) {
        const Transport map = Transport::between(a, b);
        std::vector<double> frame(3);
        map.map_deviation(std::vector<double>{1, 1, 1}, frame);
        for (const double value : frame) CHECK(std::isfinite(value));
    }
}
