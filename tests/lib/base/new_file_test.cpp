// Atomic file writes: the target is whole or untouched, whatever happens in between.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/new_file.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>

using latentjam::NewFile;
namespace fs = std::filesystem;
namespace test = latentjam::test;

TEST_CASE("A committed file replaces its target, and nothing else stays")
{
    const test::TemporaryFolder folder;
    test::put_bytes(folder / "a", "old");
    NewFile file(folder / "a");
    test::put_bytes(file.path(), "new");
    CHECK(test::bytes_of(folder / "a") == "old");
    REQUIRE(file.commit());
    CHECK(test::bytes_of(folder / "a") == "new");
    CHECK(folder.size() == 1);
}

TEST_CASE("A file that is not committed leaves the target as it was")
{
    const test::TemporaryFolder folder;
    test::put_bytes(folder / "a", "old");
    {
        const NewFile file(folder / "a");
        test::put_bytes(file.path(), "new");
        CHECK(folder.size() == 2);
    }
    CHECK(test::bytes_of(folder / "a") == "old");
    CHECK(folder.size() == 1);
}

TEST_CASE("Two writers of one target do not touch each other's file; the later commit wins")
{
    const test::TemporaryFolder folder;
    NewFile first(folder / "a");
    NewFile second(folder / "a");
    REQUIRE(first.path() != second.path());
    test::put_bytes(first.path(), "first");
    test::put_bytes(second.path(), "second");
    REQUIRE(second.commit());
    REQUIRE(first.commit());
    CHECK(test::bytes_of(folder / "a") == "first");
    CHECK(folder.size() == 1);
}

TEST_CASE("A symbolic link stays one, and its target is replaced")
{
    const test::TemporaryFolder folder;
    test::put_bytes(folder / "real", "old");
    fs::create_symlink(folder / "real", folder / "link");
    NewFile file(folder / "link");
    test::put_bytes(file.path(), "new");
    REQUIRE(file.commit());
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(test::bytes_of(folder / "real") == "new");
}

TEST_CASE("A commit onto a folder, or without a file, is an error that names the target")
{
    const test::TemporaryFolder folder;
    fs::create_directory(folder / "taken");
    NewFile onto(folder / "taken");
    test::put_bytes(onto.path(), "new");
    CHECK(onto.commit().message() == "cannot write " + (folder / "taken") + ": it is a folder");
    NewFile never_written(folder / "b");
    CHECK(never_written.commit().message().starts_with("cannot write " + (folder / "b") + ": "));
}

TEST_CASE("At the end of the process uncommitted files go, committed ones stay")
{
    const test::TemporaryFolder folder;
    NewFile done(folder / "done");
    const NewFile open(folder / "open");
    test::put_bytes(done.path(), "done");
    test::put_bytes(open.path(), "open");
    REQUIRE(done.commit());
    NewFile::remove_unfinished();
    CHECK(folder.size() == 1);
    CHECK(test::bytes_of(folder / "done") == "done");
}

TEST_CASE("A name that fills the 255 bytes of the file system can be written")
{
    const test::TemporaryFolder folder;
    for (const std::string& name :
         {std::string(255, 'n'), std::string(251, 'n') + ".npy", "ü" + std::string(251, 'x') + "é"}) {
        CAPTURE(name.size());
        const std::string target = folder / name;
        NewFile file(target);
        test::put_bytes(file.path(), "content");
        CHECK(file.commit().is_ok());
        CHECK(test::bytes_of(target) == "content");
    }
}
