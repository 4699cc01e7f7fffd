// Analyse: UnRAVEl's stored statistics, and one line when there is nothing to analyse.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/analyse.h"

#include "lib/unravel/telling.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::encodings;
using test::errors;
using test::find;
using test::run;
using test::text_of;

TEST_CASE("Analyse tells the stored statistics")
{
    const test::TemporaryFolder folder;
    const Place in = encodings(folder);
    for (const bool iqr : {false, true}) {
        Analyse analyse(in, iqr);
        const auto news = run(analyse);
        const std::string kind = iqr ? "iqr" : "moments";
        for (const std::string fact : {"mean", "std"}) {
            const auto expected = test::unravel_numbers("stats_" + kind + "_" + fact + ".npy");
            const auto* told = find(news, fact);
            REQUIRE(told != nullptr);
            REQUIRE(told->values.size() == expected.size());
            for (std::size_t i = 0; i < expected.size(); ++i)
                CHECK(std::abs(std::get<double>(told->values[i]) - expected[i]) <= 1e-6 + 1e-5 * std::abs(expected[i]));
        }
    }
}

TEST_CASE("Analyse tells a value for each dimension, and matrices row by row")
{
    const test::TemporaryFolder folder;
    Analyse analyse(encodings(folder), false);
    const auto news = run(analyse);
    REQUIRE(find(news, "dims") != nullptr);
    const auto dims = static_cast<std::size_t>(std::get<std::int64_t>(find(news, "dims")->values[0]));
    for (const auto* fact : {"mean", "std", "min", "q1", "median", "q3", "max", "lower", "upper"}) {
        CAPTURE(fact);
        REQUIRE(find(news, fact) != nullptr);
        CHECK(find(news, fact)->values.size() == dims);
    }
    for (const std::string matrix : {"correlation", "covariance"}) {
        std::int64_t rows = 0;
        for (const auto& each : news)
            if (each.selector == matrix) {
                CHECK(std::get<std::int64_t>(each.values[0]) == rows++);
                CHECK(each.values.size() == dims + 1);
            }
        CHECK(rows == static_cast<std::int64_t>(dims));
    }
    CHECK(text_of(news.back().values) == "analyse 2 0");
}

TEST_CASE("An empty folder is an error, and counts as one failure")
{
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "empty");
    Analyse analyse({"empty", folder / "empty"}, false);
    const auto news = run(analyse);
    CHECK(errors(news) == std::vector<std::string>{"no file in folder 'empty' ends in one of .npy"});
    CHECK(text_of(news.back().values) == "analyse 0 1");
}
