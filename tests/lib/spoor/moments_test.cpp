// Mean and covariances in time of a latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/moments.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace latentjam;
using namespace latentjam::spoor;
using Catch::Approx;

TEST_CASE("Moments of a long latent are those that it was made with")
{
    const auto source = test::moving_latent(4, 20000, 0.6, 0.5, 1);
    const auto moments = moments_of(*source);
    REQUIRE(moments);
    const Matrix known = test::known_covariance(4, 0.6);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(moments->mean[i] == Approx(test::known_mean(i)).margin(0.1));
        for (std::size_t j = 0; j < 4; ++j)
            CHECK(moments->covariance()(i, j) ==
                  Approx(known(i, j)).margin(0.08 * std::sqrt(known(i, i) * known(j, j))));
    }
    CHECK(moments->frames == 20000);
}

TEST_CASE("A source that is forgotten counts by its newest frames")
{
    latent::Sequence source(1, 2000);
    for (int t = 1000; t < 2000; ++t) source.at(t, 0) = 3;
    const auto all = moments_of(source), newest = moments_of(source, 0.98);
    CHECK(all->mean[0] == Approx(1.5));
    CHECK(newest->mean[0] == Approx(3).margin(1e-6));
    CHECK(newest->frames == Approx(50).margin(0.1));
}

TEST_CASE("From few frames the covariances between dims are held back, in proportion")
{
    const auto source = test::moving_latent(8, 40, 0.9, 0.1, 5);
    const auto few = moments_of(*source);
    latent::Sequence again(8, 0);
    for (int times = 0; times < 2; ++times)
        for (int t = 0; t < 40; ++t) again.append(source->frame(t));
    const auto enough = moments_of(again);
    CHECK(few->covariance()(0, 0) == Approx(enough->covariance()(0, 0)));
    CHECK(few->covariance()(0, 7) == Approx(enough->covariance()(0, 7) / 2));
}

TEST_CASE("The distance is 0 to itself, the same both ways, grows, and is known for one dim")
{
    const auto moments = [](double mean, double variance) {
        Moments made = usual_moments(1);
        made.mean[0] = mean;
        made.lagged[0](0, 0) = variance;
        return made;
    };
    CHECK(distance(moments(1, 4), moments(1, 4)) == Approx(0).margin(1e-12));
    CHECK(distance(moments(0, 1), moments(2, 1)) == Approx(4.0 / 8));
    CHECK(distance(moments(0, 1), moments(0, 9)) == Approx(0.5 * std::log(5.0 / 3)));
    CHECK(distance(moments(0, 1), moments(3, 5)) == Approx(distance(moments(3, 5), moments(0, 1))));
    CHECK(distance(usual_moments(16), usual_moments(16)) == Approx(0).margin(1e-12));
}

TEST_CASE("What cannot be learnt from is refused in words")
{
    CHECK(moments_of(latent::Sequence(3, 1)).message().find("two at least") != std::string::npos);
    latent::Sequence broken(2, 20);
    broken.at(7, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK(moments_of(broken).message().find("not finite") != std::string::npos);
}
