// Distances that can be worked out by hand, and what always holds.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distance.h"
#include "latent/distribution.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <string>

using namespace latentjam;
using namespace latentjam::latent;
using Catch::Approx;

TEST_CASE("Frames at 3 and 4 are 5 apart")
{
    Sequence a(2, 2), b(2, 2);
    b.at(1, 0) = 3;
    b.at(1, 1) = 4;
    const auto between = distance(a, b);
    REQUIRE(between);
    CHECK(between->mean == 2.5);
    CHECK(between->most == 5);
    CHECK(between->farthest_frame == 1);
    CHECK(between->rms[0] == Approx(3 / std::sqrt(2.0)).epsilon(1e-12));
    CHECK(between->rms[1] == Approx(4 / std::sqrt(2.0)).epsilon(1e-12));
}

TEST_CASE("A distance is 0 to itself, the same both ways, and reads the shorter latent again")
{
    random::Random random(3);
    const Sequence a = Source::prior(8).draw(random, 12);
    const Sequence b = Source::prior(8).draw(random, 4);
    CHECK(distance(a, a)->mean == 0);
    CHECK(distance(a, b)->mean == distance(b, a)->mean);
    Sequence again(8, 12);
    for (int frame = 0; frame < 12; ++frame)
        for (int dim = 0; dim < 8; ++dim) again.at(frame, dim) = b.at(frame % 4, dim);
    CHECK(distance(a, b)->mean == distance(a, again)->mean);
    CHECK(distance(a, b)->rms == distance(a, again)->rms);
}

TEST_CASE("Latents that cannot be compared are named by their sizes")
{
    CHECK(distance(Sequence(2, 1), Sequence(3, 1)).message().find("1 frames of 2 dims and 1 frames of 3 dims") !=
          std::string::npos);
    CHECK_FALSE(distance(Sequence(2, 1), Sequence(2, 0)));
    CHECK_FALSE(distance(Sequence(), Sequence()));
}
