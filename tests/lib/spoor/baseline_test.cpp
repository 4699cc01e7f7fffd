// A neutral point of a model's control space, and its file.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/baseline.h"

#include "support/temporary_folder.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::spoor;

namespace {

Baseline known()
{
    return {.name = "rest",
            .model = "my sirens.ts",
            .method = Method::kQuiet,
            .seed = 1ULL << 63,
            .level_db = -41.25,
            .date = "2026-11-27",
            .place = {0.1, -2e-7, 3},
            .deviation = {1, 0.5, 2},
            .sensitivity = {2, 8, 0.01}};
}

}  // namespace

TEST_CASE("Baselines come back from their file as they were")
{
    Baseline other{.name = "zero", .place = {0}, .deviation = {1}};
    const test::TemporaryFolder folder;
    const std::string path = (folder.path() / "a.baseline").string();
    Baseline sharp = other, number = other;
    sharp.name = "C#";
    number.name = "#1";
    REQUIRE(write_baselines({known(), other, sharp, number}, path));
    const auto read = read_baselines(path);
    REQUIRE(read);
    CHECK(*read == std::vector{known(), other, sharp, number});
}

TEST_CASE("Even factors make all dims act alike, within .2 and 5")
{
    const auto factors = even_factors(known());
    const double mean = (2 + 8 + 0.01) / 3;
    CHECK(factors[0] == Catch::Approx(mean / 2));
    CHECK(factors[1] == Catch::Approx(mean / 8));
    CHECK(factors[2] == 5);
    CHECK(even_factors({.place = {1, 2}, .deviation = {1, 1}}) == std::vector<double>{1, 1});
}

TEST_CASE("A broken file of baselines is refused with its line")
{
    const auto refused = [](const char* text, const char* words) {
        const auto parsed = parse_baselines(text);
        CAPTURE(text, parsed.message());
        return !parsed && parsed.message().find(words) != std::string::npos;
    };
    CHECK(refused("z 1 2\n", "line 1"));
    CHECK(refused("baseline\n", "line 1"));
    CHECK(refused("baseline a\nz 1 two\nsigma 1 1\n", "line 2 'z 1 two'"));
    CHECK(refused("baseline a\nz 1 2\nsigma 1\n", "baseline a: z and sigma"));
    CHECK(refused("baseline a\nmethod magic\n", "line 2"));
    CHECK(refused("baseline a\nz inf\nsigma 1\n", "line 2"));
    CHECK(refused("baseline a\nz 1\nsigma 1\nsensitivity 1 2\n", "baseline a"));
    CHECK(parse_baselines("# nothing\n\n")->empty());
    CHECK_FALSE(read_baselines("/nowhere/at/all.baseline"));
}
