// SPDX-License-Identifier: BSD-3-Clause
#include "base/ending.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

using namespace latentjam;

TEST_CASE("An ending is added unless it is there, whatever points a name has")
{
    struct Case {
        std::string name, with, without;
    };
    const auto [name, with, without] =
        GENERATE(Case{"take", "take.npy", "take"}, Case{"take.npy", "take.npy", "take"},
                 Case{"take.NPY", "take.NPY", "take"}, Case{"take.v2", "take.v2.npy", "take.v2"},
                 Case{"My Söunds, vol. 2; $1", "My Söunds, vol. 2; $1.npy", "My Söunds, vol. 2; $1"},
                 Case{"a.npy.npy", "a.npy.npy", "a.npy"}, Case{".npy", ".npy", ""}, Case{"npy", "npy.npy", "npy"},
                 Case{"", ".npy", ""}, Case{"a.npy/b", "a.npy/b.npy", "a.npy/b"});
    CAPTURE(name);
    CHECK(with_ending(name, ".npy") == with);
    CHECK(without_ending(name, ".npy") == without);
}
