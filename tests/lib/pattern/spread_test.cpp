// The spread of a latent is the population's, over as many rows as are read.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/spread.h"

#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam;

TEST_CASE("The spread of 0, 1, 2, 3 is the root of 5/4 in every dimension")
{
    const auto source = test::counting_source(2, 4);
    for (const double spread : pattern::spread_of(*source, 4)) CHECK(std::abs(spread - std::sqrt(1.25)) < 1e-6);
}

TEST_CASE("Rows that are read twice count twice, and one row has no spread")
{
    const auto source = test::counting_source(1, 2);  // 0 1 0
    CHECK(std::abs(pattern::spread_of(*source, 3)[0] - std::sqrt(2.0 / 9)) < 1e-6);
    CHECK(pattern::spread_of(*source, 1)[0] == 0);
}
