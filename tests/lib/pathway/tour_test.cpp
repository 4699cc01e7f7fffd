// The tour: three minutes for every seed, in order, the same for the same seed.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/tour.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace latentjam::pathway;

TEST_CASE("A tour lasts 170 to 200 s, is in order, and is the same for the same seed only")
{
    constexpr double kFrame_s = 2048.0 / 44100;
    std::set<std::string> firsts;
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        const Tour tour = tour_of(seed, kFrame_s);
        CHECK(static_cast<double>(tour.frames) * kFrame_s >= 170);
        CHECK(static_cast<double>(tour.frames) * kFrame_s <= 200);
        CHECK(std::is_sorted(tour.lines.begin(), tour.lines.end(),
                             [](const TourLine& a, const TourLine& b) { return a.frame < b.frame; }));
        const Tour again = tour_of(seed, kFrame_s);
        std::string all;
        for (std::size_t i = 0; i < tour.lines.size(); ++i) {
            CHECK(tour.lines[i].line == again.lines[i].line);
            all += std::to_string(tour.lines[i].frame) + tour.lines[i].line;
        }
        firsts.insert(all);
        std::set<std::int64_t> times;
        for (const TourLine& line : tour.lines) times.insert(line.frame);
        CHECK(times.size() >= 20);
        CHECK(times.size() <= 30);
    }
    CHECK(firsts.size() == 200);
}
