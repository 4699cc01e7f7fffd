// Pieces of a long recording: their names, and which are deleted.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/pieces.h"

#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

using namespace latentjam::audio;
namespace fs = std::filesystem;

namespace {

void write_bytes(const fs::path& path, int count, int age_s)
{
    std::ofstream(path) << std::string(static_cast<std::size_t>(count), 'x');
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(age_s));
}

std::set<std::string> names(const fs::path& folder)
{
    std::set<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder)) all.insert(entry.path().filename().string());
    return all;
}

}  // namespace

TEST_CASE("A piece is named by local time, and never like one that is there")
{
    const latentjam::test::TemporaryFolder folder;
    std::tm noon{};
    noon.tm_year = 126;
    noon.tm_mon = 10;
    noon.tm_mday = 27;
    noon.tm_hour = 12;
    noon.tm_min = 3;
    noon.tm_sec = 9;
    noon.tm_isdst = -1;
    const std::time_t now = std::mktime(&noon);
    const fs::path first = piece_path(folder.path().string(), now);
    CHECK(first.filename() == "2026-11-27_120309.wav");
    write_bytes(first, 1, 0);
    const fs::path second = piece_path(folder.path().string(), now);
    CHECK(second.filename() == "2026-11-27_120309-2.wav");
    write_bytes(second, 1, 0);
    CHECK(fs::path(piece_path(folder.path().string(), now)).filename() == "2026-11-27_120309-3.wav");

    // What was named just now may not be written yet.
    const latentjam::test::TemporaryFolder empty;
    const std::string one = piece_path(empty.path().string(), now);
    const std::string two = piece_path(empty.path().string(), now, one);
    CHECK(fs::path(two).filename() == "2026-11-27_120309-2.wav");
    CHECK(fs::path(piece_path(empty.path().string(), now, two)).filename() == "2026-11-27_120309-3.wav");
    CHECK(piece_path(empty.path().string(), now + 1, two) == empty / "2026-11-27_120310.wav");
}

TEST_CASE("The oldest pieces make room, and nothing else is deleted")
{
    const latentjam::test::TemporaryFolder folder;
    write_bytes(folder / "2026-11-27_120000.wav", 1000, 10);
    write_bytes(folder / "2026-11-27_110000.wav", 1000, 20);    // by an hour set back: named earlier, written ...
    write_bytes(folder / "2026-11-27_130000-2.wav", 1000, 40);  // ... later than this one
    for (const char* other : {"take.wav", "2026-11-27.wav", "2026-11-27_120000.txt", "2026-11-27_120000 (copy).wav",
                              "2026-11-27_120000-.wav", "2026-11-27_12000x.wav"})
        write_bytes(folder / other, 5000, 100);
    const auto others = names(folder.path());

    REQUIRE(keep_pieces(folder.path().string(), 3000));
    CHECK(names(folder.path()) == others);
    REQUIRE(keep_pieces(folder.path().string(), 2999));
    auto left = others;
    left.erase("2026-11-27_130000-2.wav");
    CHECK(names(folder.path()) == left);
    REQUIRE(keep_pieces(folder.path().string(), 0));
    left.erase("2026-11-27_110000.wav");
    left.erase("2026-11-27_120000.wav");
    CHECK(names(folder.path()) == left);
}

TEST_CASE("A folder that is not there has no pieces")
{
    const latentjam::test::TemporaryFolder folder;
    CHECK(keep_pieces(folder / "none", 0));
}
