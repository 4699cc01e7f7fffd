// The sequences by name, against their definitions.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/members.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <limits>

using namespace latentjam::score::fibonacci;
using Members = std::vector<int>;

TEST_CASE("Sequences by name have the members that the literature gives them")
{
    CHECK(*members_of("fibonacci", 55) == Members{1, 2, 3, 5, 8, 13, 21, 34, 55});
    CHECK(*members_of("lucas", 34) == Members{1, 2, 3, 4, 7, 11, 18, 29});
    CHECK(*members_of("padovan", 34) == Members{1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28});
    CHECK(*members_of("primes", 34) == Members{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31});
}

TEST_CASE("Members ascend without doubles and stay below the top, wherever it is")
{
    for (const char* name : {"fibonacci", "lucas", "padovan", "primes"})
        for (const int top : {1, 2, 3, 34, 35, 1000, kHighestCount}) {
            CAPTURE(name, top);
            const auto members = members_of(name, top);
            REQUIRE(members);
            CHECK(std::is_sorted(members->begin(), members->end(), std::less_equal<>()));
            CHECK((members->empty() || (members->front() >= 1 && members->back() <= top)));
        }
    CHECK(members_of("primes", 1)->empty());
}

TEST_CASE("A list of one's own is sorted, and kept to whole numbers that a count can reach")
{
    CHECK(*members_of(std::vector<double>{7, 3, 3, 1}) == Members{1, 3, 7});
    for (const double bad :
         {0.0, -1.0, 2.5, 1e9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        CAPTURE(bad);
        CHECK_FALSE(members_of(std::vector<double>{1, bad}));
    }
    CHECK_FALSE(members_of(std::vector<double>{}));
}

TEST_CASE("An unknown sequence is named, with those that there are")
{
    const std::string message = members_of("fibonaci", 34).message();
    CHECK(message.find("'fibonaci'") != std::string::npos);
    CHECK(message.find("padovan") != std::string::npos);
}
