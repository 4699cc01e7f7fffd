// Versions of code for several instruction sets: only what runs and exists is listed, the fastest first.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;

TEST_CASE("A processor with AVX-512 has AVX2 too")
{
    if (runs_avx512()) CHECK(runs_avx2());
    CHECK(runs_avx2() == runs_avx2());
#if !defined(__x86_64__) && !defined(_M_X64)
    CHECK_FALSE(runs_avx2());
#endif
}

TEST_CASE("Versions keep their order, without those that do not run or were not built")
{
    const int fast = 3, slow = 2, portable = 1;
    Versions<int> versions;
    CHECK(versions.all().empty());
    versions.add(true, nullptr);
    versions.add(false, &fast);
    versions.add(true, &slow);
    versions.add(true, &portable);
    REQUIRE(versions.all().size() == 2);
    CHECK(versions.all()[0] == 2);
    CHECK(versions.all()[1] == 1);
}
