// The version.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/version.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

TEST_CASE("The version is three numbers")
{
    CHECK_THAT(latentjam::version(), Catch::Matchers::Matches(R"(\d+\.\d+\.\d+)"));
}
