// docs/patterns.md says of each pattern what the registry says of it.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/registry.h"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <sstream>
#include <string>

using namespace latentjam;

TEST_CASE("docs/patterns.md has a row for every pattern")
{
    std::stringstream text;
    text << std::ifstream(LATENTJAM_TEST_DATA "/../../docs/patterns.md").rdbuf();
#ifdef LATENTJAM_ADDED_DOCUMENT
    text << std::ifstream(LATENTJAM_ADDED_DOCUMENT).rdbuf();
#endif
    for (const pattern::Kind* kind : pattern::kinds()) {
        const std::string row = "| `" + std::string(kind->name) + "` | " + (kind->sources == 1 ? "A" : "A and B") +
                                " | " + kind->description + " |";
        INFO("missing: " << row);
        CHECK(text.str().find(row + "\n") != std::string::npos);
    }
}
