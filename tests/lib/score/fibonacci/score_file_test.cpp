// Scores written and read.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/score_file.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <string>

using namespace latentjam::score::fibonacci;

TEST_CASE("A score is the same after it was written and read, and nothing else lies beside it")
{
    const latentjam::test::TemporaryFolder folder;
    const std::string path = (folder.path() / "score.txt").string();
    const Score original = original_score();
    REQUIRE(write_file(original, path).is_ok());
    Score read = usual_score();
    REQUIRE(read_file(read, path).is_ok());
    CHECK(to_text(read) == to_text(original));
    CHECK(folder.size() == 1);
}

TEST_CASE("What cannot be read leaves the score as it was, what cannot be written leaves no file, and both name it")
{
    const latentjam::test::TemporaryFolder folder;
    const std::string path = (folder.path() / "score.txt").string();
    std::ofstream(path) << "top 13;\nnonsense 1;\n";
    Score score = usual_score();
    for (const std::string& wrong : {path, path + "-missing"}) {
        const auto status = read_file(score, wrong);
        CHECK(status.message().find(wrong) != std::string::npos);
        CHECK(to_text(score) == to_text(usual_score()));
    }
    const std::string nowhere = (folder.path() / "no-folder" / "score.txt").string();
    CHECK(write_file(score, nowhere).message().find(nowhere) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(nowhere));
}
