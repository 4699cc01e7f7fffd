// Temporary files of two users of one machine do not meet.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/scratch.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#if !defined(_WIN32)
#include <unistd.h>
#endif

using namespace latentjam;
namespace fs = std::filesystem;

TEST_CASE("The first user has latentjam, and finds it again")
{
    const test::TemporaryFolder base;
    const auto folder = scratch_folder(base.path().string());
    REQUIRE(folder);
    CHECK(*folder == (base.path() / "latentjam").string());
    CHECK(*scratch_folder(base.path().string()) == *folder);
}

#if !defined(_WIN32)  // where each user has a folder of his own for temporary files
TEST_CASE("Where the name is taken by what is no folder of ours, the user's number is behind it")
{
    const test::TemporaryFolder base;
    std::ofstream(base.path() / "latentjam") << "a file";
    const auto folder = scratch_folder(base.path().string());
    REQUIRE(folder);
    CHECK(*folder == (base.path() / ("latentjam-" + std::to_string(getuid()))).string());
    CHECK(fs::is_directory(*folder));
}

TEST_CASE("A link that somebody has laid there is not followed")
{
    const test::TemporaryFolder base;
    fs::create_directory(base.path() / "elsewhere");
    fs::create_directory_symlink(base.path() / "elsewhere", base.path() / "latentjam");
    CHECK(fs::path(*scratch_folder(base.path().string())).filename() == "latentjam-" + std::to_string(getuid()));
}
#endif

TEST_CASE("Without a place the error says which")
{
    const auto folder = scratch_folder("/no/such/place");
    REQUIRE_FALSE(folder);
    CHECK(folder.message() == "no folder for temporary files can be made in /no/such/place; set TMPDIR");
}
