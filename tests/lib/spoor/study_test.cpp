// What was learnt from a latent in order to behave like it.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/study.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::spoor;

TEST_CASE("A source's own statistics are at distance 0, and a model of another size hears N(0, 1)")
{
    const auto source = test::moving_latent(4, 1000, 0.5, 0.5, 1);
    const auto own = Study::of({.source = source, .first = 0, .kept = 1, .target = nullptr, .dims_out = 4});
    REQUIRE(own);
    CHECK((*own)->distance_of((*own)->moments) == Catch::Approx(0).margin(1e-9));
    std::vector<double> deviation(4), frame(4);
    (*own)->deviation_at(10, deviation);
    (*own)->transport.map_deviation(deviation, frame);
    for (int i = 0; i < 4; ++i)
        CHECK(frame[static_cast<std::size_t>(i)] == Catch::Approx(static_cast<double>(source->at(10, i))));

    const auto larger = Study::of({.source = source, .first = 0, .kept = 1, .target = nullptr, .dims_out = 8});
    REQUIRE(larger);
    CHECK((*larger)->dims_out() == 8);
    CHECK((*larger)->transport.missing() == 4);
    CHECK((*larger)->distance_of(usual_moments(8)) == Catch::Approx(0).margin(1e-9));
}

TEST_CASE("Mahalanobis's distance counts in the source's own deviations")
{
    const auto study = *Study::of(
        {.source = test::moving_latent(5, 2000, 0.8, 0.3, 1), .first = 0, .kept = 1, .target = nullptr, .dims_out = 5});
    double mean = 0;
    for (int t = 0; t < 1000; ++t) mean += study->apart(t, 1999 - t) / 1000;
    CHECK(mean == Catch::Approx(10).epsilon(0.1));  // twice the dims, for frames that know nothing of each other
    CHECK(study->apart(3, 3) == 0);
}

TEST_CASE("Too little to learn from, or a target of another size, is said in words")
{
    const auto empty = Study::of({});
    CHECK(empty.message().find("0 frames are too few to learn from: 8 at least") != std::string::npos);
    const auto wrong = Study::of({.source = test::moving_latent(4, 100, 0, 0, 1),
                                  .first = 0,
                                  .kept = 1,
                                  .target = std::make_shared<const Moments>(usual_moments(6)),
                                  .dims_out = 8});
    CHECK(wrong.message().find("has 6 dims, and there are 8 outlets") != std::string::npos);
}
