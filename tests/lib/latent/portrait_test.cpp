// Portraits: statistics always, shapes when they are asked for.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/portrait.h"

#include "latents.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace latentjam;
using namespace latentjam::latent;
using namespace latentjam::test;

TEST_CASE("A portrait has the statistics of its latent, and a shape as high as asked for in each dimension")
{
    const Sequence sequence = known_latents(3, 10'000);
    const Sequence* one = &sequence;
    const auto without = portray(sequence, 0, 1);
    REQUIRE(without);
    CHECK(without->shapes.empty());
    CHECK(without->statistics.covariance == analyse({&one, 1})->covariance);
    const auto with = portray(sequence, 50, 7);
    REQUIRE(with);
    REQUIRE(with->shapes.size() == 3);
    for (const auto& shape : with->shapes) {
        CHECK(shape.size() == 50);
        CHECK(*std::max_element(shape.begin(), shape.end()) == 7);
    }
}

TEST_CASE("A portrait of nothing is refused, one that was cancelled gives up")
{
    CHECK(portray(Sequence(3, 0), 50, 1).message().find("nothing to analyse") != std::string::npos);
    CHECK(portray(known_latents(3, 10), 50, 1, CancelFlag{true}).message() == "cancelled");
}
