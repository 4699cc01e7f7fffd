// A search for the least cost.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/search.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using latentjam::spoor::Search;

namespace {

/// A valley: how far from `bottom` in each dim, in that dim's deviations.
double valley(std::span<const double> at, double bottom)
{
    double sum = 0;
    for (std::size_t i = 0; i < at.size(); ++i) sum += std::pow(at[i] - bottom, 2);
    return std::sqrt(sum);
}

Search searched(std::size_t dims, double bottom, std::uint64_t seed, int most_tries, std::vector<double>* all = nullptr)
{
    const std::vector<double> mean(dims, 0.5), deviation(dims, 1.0);
    Search search(mean, deviation, seed, most_tries);
    for (int i = 0; !search.is_done(); ++i) {
        REQUIRE(i < 400);
        if (all) all->insert(all->end(), search.candidate().begin(), search.candidate().end());
        search.tell(valley(search.candidate(), bottom));
    }
    return search;
}

}  // namespace

TEST_CASE("A search comes near the bottom of a valley in under 400 tries, whatever the dims")
{
    const auto dims = GENERATE(std::size_t{1}, std::size_t{4}, std::size_t{8}, std::size_t{16});
    const auto seed = GENERATE(std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3});
    const Search search = searched(dims, 1.0, seed, Search::kMostTries);
    CAPTURE(dims, seed, search.tries(), search.best_cost(), search.median_of_starts());
    CHECK(search.tries() < 400);
    CHECK(search.best_cost() < 0.35 * search.median_of_starts());
    CHECK(search.best_cost() == valley(search.best(), 1.0));
}

TEST_CASE("A search stays within three deviations, and keeps to fewer tries when asked")
{
    std::vector<double> all;
    const Search search = searched(6, 50, 4, 100, &all);  // the bottom is far outside
    CHECK(search.tries() == 100);
    CHECK(*std::max_element(all.begin(), all.end()) <= 3.5 + 1e-9);
    CHECK(*std::min_element(all.begin(), all.end()) >= -2.5 - 1e-9);
}

TEST_CASE("A search repeats itself by its seed, and does without dims that cannot move")
{
    const auto place = [](std::uint64_t seed) {
        const Search search = searched(5, 1, seed, Search::kMostTries);
        return std::vector<double>(search.best().begin(), search.best().end());
    };
    CHECK(place(7) == place(7));
    CHECK(place(7) != place(8));
    Search still(std::vector<double>{1, 2}, std::vector<double>{0, 0}, 1, 100);
    for (int i = 0; i < Search::kStarts; ++i) still.tell(1);
    CHECK(still.is_done());
}
