// .seed files: what is written is read again, and what is none is told in one line.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/seed_file.h"

#include "kit/tables.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <filesystem>
#include <fstream>
#include <string>

using namespace latentjam::kit;

namespace {

/// A file of its own, gone afterwards.
struct File {
    std::string path;
    explicit File(const std::string& text)
    {
        static int count = 0;
        path =
            (std::filesystem::temp_directory_path() / ("seed_file_test_" + std::to_string(++count) + ".seed")).string();
        std::ofstream(path) << text;
    }
    ~File() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE("A table is read as it was written, to the last bit")
{
    const int dims = GENERATE(1, 4, 64);
    SeedTable table{dims, 100, {}};
    for (int i = 0; i < 100 * dims; ++i) table.values.push_back(-1 + i / 3.0);
    const File file("");
    REQUIRE(write_seed_file(table, file.path));
    const auto again = read_seed_file(file.path);
    REQUIRE(again);
    CHECK(again->dims == dims);
    CHECK(again->points == 100);
    CHECK(again->values == table.values);
}

TEST_CASE("A file of the original is one value a line; ends of lines and empty lines do not matter")
{
    const File file("0.5\r\n-0.25\n\n1e-3\n+1");
    const auto table = read_seed_file(file.path);
    REQUIRE(table);
    CHECK(table->dims == 1);
    CHECK(table->values == std::vector<double>{0.5, -0.25, 0.001, 1});
}

TEST_CASE("What is no table is told in one line that names the file")
{
    const auto [text, words] =
        GENERATE(table<std::string, std::string>({{"", "has no numbers"},
                                                  {"0.5\nhallo\n", "line 2 is no row of numbers"},
                                                  {"1 2\n3\n", "line 2 has 1 numbers, those before have 2"},
                                                  {"nan\n", "line 1 is no row"}}));
    const File file(text);
    const auto result = read_seed_file(file.path);
    REQUIRE_FALSE(result);
    CHECK(result.message().starts_with(file.path + ": "));
    CHECK(result.message().find(words) != std::string::npos);
    CHECK(read_seed_file("/no/such.seed").message() == "/no/such.seed: cannot be opened");
    CHECK_FALSE(write_seed_file({1, 1, {0.0}}, "/no/such/folder/a.seed"));
}

TEST_CASE("More points than a table may have are refused")
{
    std::string text;
    for (int i = 0; i <= Tables::kMostPoints; ++i) text += "0\n";
    const File file(text);
    CHECK(read_seed_file(file.path).message() == file.path + ": more than 65536 points");
}
