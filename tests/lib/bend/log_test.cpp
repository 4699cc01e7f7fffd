// The Bending Log: comments, lines that cannot be read, and the way through a file.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/log.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <string>

using namespace latentjam::bend;

TEST_CASE("A log is read line by line, with its comments and without its errors")
{
    const auto log = parse_log(
        "# what one hears: brighter\n\nbend net.0.weight roll 0.3 # so far\r\n"
        "bend net.0.weight louder 3\n  act net.1 gain all 0.5\nblend other.ts 0.25 dec*");
    REQUIRE(log.entries.size() == 3);
    CHECK(text_of(*log.entries[0]) == "bend net.0.weight roll 0.3");
    CHECK(text_of(*log.entries[2]) == "bend dec* blend other.ts 0.25");
    REQUIRE(log.remarks.size() == 1);
    CHECK(log.remarks[0].starts_with("line 4: "));
    CHECK(parse_log("").entries.empty());
}

TEST_CASE("What is written into a log is read from it")
{
    const latentjam::test::TemporaryFolder folder;
    const auto path = (folder.path() / "night.log").string();
    auto log = parse_log("bend 0 scale 0.1\noff bend 1 flip\nset_weights 2 0.1 -2e-9 3");
    REQUIRE(write_log(log.entries, path).is_ok());
    const auto read = read_log(path);
    REQUIRE(read.is_ok());
    CHECK(format_log(read->entries) == format_log(log.entries));
    CHECK(read->entries[2]->values->at(0) == 0.1F);
    CHECK_FALSE(read_log((folder.path() / "none.log").string()).is_ok());
    CHECK_FALSE(read_log(folder.path().string()).is_ok());
    CHECK_FALSE(write_log(log.entries, (folder.path() / "no" / "folder.log").string()).is_ok());
}
