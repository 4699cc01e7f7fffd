// Frames that behave like a source: how far their statistics are from it, in each grade and between models.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/imitation.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::spoor;

namespace {

std::shared_ptr<const Study> study_of(std::shared_ptr<const latent::Sequence> source, std::size_t dims_out,
                                      std::shared_ptr<const Moments> target = nullptr)
{
    return *Study::of(
        {.source = std::move(source), .first = 0, .kept = 1, .target = std::move(target), .dims_out = dims_out});
}

double distance_of(const Study& study, Manner manner, std::uint64_t seed)
{
    return study.distance_of(*moments_of(imitate(study, manner, seed, test::frames_in(60), test::kRate_hz)));
}

}  // namespace

TEST_CASE(
    "Grades one to three are within .1 of a stationary source over a minute, grade zero is not when dims go together")
{
    const double correlation = GENERATE(0.55, 0.7, 0.9);
    const double lag_one = GENERATE(0.0, 0.5);
    const auto source_seed = GENERATE(std::uint64_t{1}, std::uint64_t{2});
    const auto study = study_of(test::moving_latent(8, test::frames_in(60), correlation, lag_one, source_seed), 8);
    CAPTURE(correlation, lag_one, source_seed);
    const double level = distance_of(*study, {.grade = Grade::kLevel}, 5);
    for (const Grade grade : {Grade::kColour, Grade::kGait, Grade::kHabit}) {
        CAPTURE(kGradeNames[static_cast<std::size_t>(grade)]);
        const double apart = distance_of(*study, {.grade = grade}, 5);
        CHECK(apart < 0.1);
        CHECK(level > apart);
    }
    CHECK(distance_of(*study, {.grade = Grade::kGait, .order = Order::kFour}, 5) < 0.1);
}

TEST_CASE("Between models of four and eight latents, too")
{
    const auto [in, out] =
        GENERATE(std::pair<std::size_t, std::size_t>{4, 8}, std::pair<std::size_t, std::size_t>{8, 4},
                 std::pair<std::size_t, std::size_t>{8, 8});
    const double fill = GENERATE(0.0, 1.0);
    const auto target = std::make_shared<const Moments>(*moments_of(*test::moving_latent(out, 2000, 0.6, 0.3, 11)));
    const auto study = study_of(test::moving_latent(in, test::frames_in(60), 0.7, 0.5, 3), out, target);
    CAPTURE(in, out, fill);
    const double level = distance_of(*study, {.grade = Grade::kLevel, .fill = fill}, 5);
    for (const Grade grade : {Grade::kColour, Grade::kGait, Grade::kHabit}) {
        CAPTURE(kGradeNames[static_cast<std::size_t>(grade)]);
        const double apart = distance_of(*study, {.grade = grade, .fill = fill}, 5);
        CHECK(apart < 0.1);
        CHECK(level > apart);
    }
    if (fill == 1) {
        const auto made = *moments_of(imitate(*study, {.grade = Grade::kGait, .fill = 1}, 5, 4000, 0));
        CHECK(distance(made, *target) < 0.1);
    }
}

TEST_CASE("A trace is the source, faster, backwards, once, or followed slowly")
{
    const auto source = test::moving_latent(3, 200, 0.5, 0.5, 1);
    const auto study = study_of(source, 3);
    const auto value = [&](const Manner& manner, int frame) {
        return static_cast<double>(imitate(*study, manner, 1, 450, 0).at(frame, 1));
    };
    const auto known = [&](int frame) { return Catch::Approx(static_cast<double>(source->at(frame, 1))).margin(1e-5); };
    CHECK(value({.grade = Grade::kTrace}, 20) == known(20));
    CHECK(value({.grade = Grade::kTrace}, 230) == known(30));
    CHECK(value({.grade = Grade::kTrace, .speed = 2}, 20) == known(40));
    CHECK(value({.grade = Grade::kTrace, .speed = -1}, 20) == known(180));
    CHECK(value({.grade = Grade::kTrace, .loop = false}, 449) == known(199));
    const auto &a = static_cast<double>(source->at(10, 1)), b = static_cast<double>(source->at(11, 1));
    CHECK(value({.grade = Grade::kTrace, .speed = 0.5}, 21) == Catch::Approx((a + b) / 2).margin(1e-5));
    const auto slow = imitate(*study, {.grade = Grade::kTrace, .pull = 0.05}, 1, 4000, 0);
    CHECK(moments_of(slow)->covariance()(1, 1) < 0.2 * moments_of(*source)->covariance()(1, 1));
}

TEST_CASE("Following mixes in what comes, so many frames later, and keeps the deviations")
{
    const auto source = test::moving_latent(4, 2000, 0.6, 0.4, 1);
    const auto study = study_of(source, 4);
    Imitation imitation;
    imitation.prepare(4, 4);
    imitation.restart(3);
    std::vector<double> heard(4), out(4);
    latent::Sequence half(4, 2000);
    for (int t = 0; t < 2000; ++t) {
        for (int i = 0; i < 4; ++i) heard[static_cast<std::size_t>(i)] = static_cast<double>(source->at(t, i));
        imitation.next(*study, {.follow = 0.7, .lag = 5}, heard, out);
        for (int i = 0; i < 4; ++i) half.at(t, i) = static_cast<float>(out[static_cast<std::size_t>(i)]);
    }
    CHECK(study->distance_of(*moments_of(half)) < 0.1);
    imitation.next(*study, {.follow = 1, .lag = 7}, heard, out);
    for (int i = 0; i < 4; ++i)
        CHECK(out[static_cast<std::size_t>(i)] ==
              Catch::Approx(static_cast<double>(source->at(1999 - 6, i))).margin(1e-6));
}

TEST_CASE("The same seed behaves the same, another one otherwise")
{
    const Grade grade = GENERATE(Grade::kLevel, Grade::kColour, Grade::kGait, Grade::kHabit);
    const auto study = study_of(test::moving_latent(4, 400, 0.6, 0.4, 1), 4);
    const Manner manner{.grade = grade};
    CHECK(imitate(*study, manner, 1, 200, 0) == imitate(*study, manner, 1, 200, 0));
    CHECK_FALSE(imitate(*study, manner, 1, 200, 0) == imitate(*study, manner, 2, 200, 0));
}
