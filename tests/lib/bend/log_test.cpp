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

TEST_CASE("A file that is no log is told in one line, and of many wrong lines the first five")
{
    const latentjam::test::TemporaryFolder folder;
    const auto write = [&](const std::string& text) {
        const auto path = (folder.path() / "night.log").string();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    };
    const auto binary = read_log(write(std::string("bend 0 flip\n\0\x7f\xff\n", 16)));
    REQUIRE_FALSE(binary.is_ok());
    CHECK(binary.message().find("night.log is no text, so no Bending Log") != std::string::npos);
    CHECK(binary.message().find('\n') == std::string::npos);

    std::string letter, mixed = "bend 0 flip\n";
    for (int i = 0; i < 1000; ++i) letter += "Dear reader, this is line " + std::to_string(i) + "\n";
    const auto other = read_log(write(letter));
    REQUIRE(other.is_ok());
    CHECK(other->entries.empty());
    REQUIRE(other->remarks.size() == 1);
    CHECK(other->remarks[0].starts_with("none of its 1000 lines is a bend: is it a Bending Log? line 1: "));

    for (int i = 0; i < 9; ++i) mixed += "bend 0 louder\n";
    const auto half = read_log(write(mixed));
    REQUIRE(half.is_ok());
    CHECK(half->entries.size() == 1);
    REQUIRE(half->remarks.size() == 6);
    CHECK(half->remarks[4].starts_with("line 6: "));
    CHECK(half->remarks[5] == "and 4 more lines that are no bends");
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
