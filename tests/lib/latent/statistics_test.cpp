// Statistics equal UnRAVEl's, and hold what must hold for any latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/statistics.h"

#include "random/random.h"
#include "unravel.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace latentjam;
using namespace latentjam::latent;
using latentjam::random::Random;
using namespace latentjam::test;

namespace {

Statistics statistics_of(const std::vector<Sequence>& sequences)
{
    std::vector<const Sequence*> all;
    for (const auto& sequence : sequences) all.push_back(&sequence);
    const auto statistics = analyse(all);
    INFO((statistics ? "" : statistics.message()));
    REQUIRE(statistics);
    return *statistics;
}

Sequence column(const std::vector<float>& values)
{
    Sequence sequence(1, 0);
    for (const float value : values) sequence.append({&value, 1});
    return sequence;
}

/// Dimensions of different spread that partly follow each other; dimension 2 never moves.
Sequence mixed(int dims, int frames, std::uint64_t seed)
{
    Random random(seed);
    Sequence sequence(dims, frames);
    for (int frame = 0; frame < frames; ++frame) {
        const double shared = random.normal();
        for (int dim = 0; dim < dims; ++dim)
            sequence.at(frame, dim) =
                dim == 2 ? 0.1F : static_cast<float>((dim + 1) * (0.6 * shared + random.normal()) - dim);
    }
    return sequence;
}

bool is_near(double a, double b, double relative = 1e-6, double absolute = 1e-9)
{
    return std::abs(a - b) <= absolute + relative * std::max(std::abs(a), std::abs(b));
}

}  // namespace

TEST_CASE("Statistics of UnRAVEl's encodings equal the stored ones to float32 rounding, in which they were made")
{
    const Statistics statistics = unravel_statistics();
    REQUIRE(statistics.frames == 430 + 257);
    REQUIRE(statistics.dims.size() == 8);
    const auto check = [&](const std::string& name, auto value) {
        const auto expected = unravel_numbers("stats_" + name + ".npy");
        REQUIRE(expected.size() == statistics.dims.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            INFO(name << " of dimension " << i);
            CHECK(is_near(value(statistics.dims[i]), expected[i], 1e-6, 1e-7));
        }
    };
    check("moments_mean", [](const auto& dim) { return dim.mean; });
    check("moments_std", [](const auto& dim) { return dim.deviation; });
    check("iqr_mean", [](const auto& dim) { return dim.robust_mean(); });
    check("iqr_std", [](const auto& dim) { return dim.robust_deviation(); });
    check("iqr_lower", [](const auto& dim) { return dim.lower_bound(); });
    check("iqr_upper", [](const auto& dim) { return dim.upper_bound(); });
    const auto correlation = unravel_numbers("stats_moments_corr.npy");
    const auto covariance = unravel_numbers("stats_moments_covar.npy");
    REQUIRE(correlation.size() == 64);
    for (std::size_t i = 0; i < 64; ++i) {
        CHECK(is_near(statistics.correlation[i], correlation[i], 1e-6, 1e-7));
        CHECK(is_near(statistics.covariance[i], covariance[i], 1e-6, 1e-7));
    }
}

TEST_CASE("Quantiles lie between neighbours, linearly")
{
    const auto dim = [](const std::vector<float>& values) { return statistics_of({column(values)}).dims[0]; };
    CHECK(dim({8, 1, 4, 2}).lower_quartile == 1.75);
    CHECK(dim({8, 1, 4, 2}).median == 3);
    CHECK(dim({8, 1, 4, 2}).upper_quartile == 5);
    CHECK(dim({4, 0, 3, 1, 2}).lower_quartile == 1);
    CHECK(dim({4, 0, 3, 1, 2}).median == 2);
    for (const float value : {-2.5F, 0.0F, 7.25F}) {
        const auto one = dim({value});
        for (const double quantile : {one.least, one.lower_quartile, one.median, one.upper_quartile, one.most,
                                      one.lower_whisker, one.upper_whisker, one.mean})
            CHECK(quantile == static_cast<double>(value));
        CHECK(one.deviation == 0);
    }
    CHECK(dim({1, 2}).lower_quartile == 1.25);
}

TEST_CASE("Whiskers reach to the outermost value that is no outlier")
{
    const auto dim = statistics_of({column({1, 2, 3, 4, 5, 6, 7, 8, 9, 100, -50})}).dims[0];
    CHECK(dim.lower_whisker == 1);
    CHECK(dim.upper_whisker == 9);
    CHECK(dim.least == -50);
    CHECK(dim.most == 100);
}

TEST_CASE("What must hold for any latents holds")
{
    for (const int dims : {1, 2, 3, 8, 64})
        for (const int frames : {1, 2, 3, 100, 2048}) {
            INFO(dims << " dims, " << frames << " frames");
            const Sequence whole = mixed(dims, frames, 11);
            const Statistics statistics = statistics_of({whole});
            CHECK(statistics.frames == frames);
            for (const auto& dim : statistics.dims) {
                CHECK(dim.least <= dim.lower_whisker);
                CHECK(dim.lower_whisker >= dim.lower_bound());
                CHECK(dim.upper_whisker <= dim.upper_bound());
                CHECK(dim.upper_whisker <= dim.most);
                CHECK(dim.least <= dim.lower_quartile);
                CHECK(dim.lower_quartile <= dim.median);
                CHECK(dim.median <= dim.upper_quartile);
                CHECK(dim.upper_quartile <= dim.most);
                CHECK(dim.mean >= dim.least - 1e-12);
                CHECK(dim.mean <= dim.most + 1e-12);
                CHECK(dim.deviation <= (dim.most - dim.least) / 2 * (1 + 1e-12));
            }
            const auto n = static_cast<std::size_t>(dims);
            for (std::size_t i = 0; i < n; ++i) {
                CHECK(statistics.correlation[i * n + i] == 1);
                CHECK(is_near(statistics.covariance[i * n + i], std::pow(statistics.dims[i].deviation, 2), 1e-12));
                for (std::size_t j = 0; j < n; ++j) {
                    CHECK(statistics.correlation[i * n + j] == statistics.correlation[j * n + i]);
                    CHECK(std::abs(statistics.correlation[i * n + j]) <= 1);
                }
            }
        }
}

TEST_CASE("Sequences in parts are analysed as one")
{
    const Sequence whole = mixed(5, 300, 3);
    std::vector<Sequence> parts(1, Sequence(5, 0));
    for (int frame = 0; frame < whole.frames(); ++frame) {
        if (frame == 7 || frame == 8 || frame == 250) parts.emplace_back(5, 0);
        parts.back().append(whole.frame(frame));
    }
    const auto a = statistics_of({whole}), b = statistics_of(parts);
    CHECK(a.frames == b.frames);
    CHECK(a.covariance == b.covariance);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(a.dims[i].mean == b.dims[i].mean);
        CHECK(a.dims[i].median == b.dims[i].median);
    }
}

TEST_CASE("Dimensions that follow each other are correlated by 1 or -1, those that never move by 0")
{
    Sequence sequence(4, 500);
    Random random(8);
    for (int frame = 0; frame < 500; ++frame) {
        const auto value = static_cast<float>(random.normal());
        const float values[] = {value, 2 * value, -value, 0.1F};
        std::copy(std::begin(values), std::end(values), sequence.frame(frame).begin());
    }
    const auto statistics = statistics_of({sequence});
    CHECK(is_near(statistics.correlation[1], 1));
    CHECK(is_near(statistics.correlation[2], -1));
    CHECK(statistics.correlation[3] == 0);
    CHECK(statistics.correlation[15] == 1);
    CHECK(statistics.covariance[15] == 0);
    CHECK(statistics.dims[3].deviation == 0);
}

TEST_CASE("Latents that cannot be analysed are refused, each with its reason")
{
    const auto refusal = [](const std::vector<Sequence>& sequences) {
        std::vector<const Sequence*> all;
        for (const auto& sequence : sequences) all.push_back(&sequence);
        const auto statistics = analyse(all);
        REQUIRE(!statistics);
        return statistics.message();
    };
    CHECK(refusal({}) == "nothing to analyse: no latents");
    CHECK(refusal({Sequence()}) == "nothing to analyse: the latents have no frames");
    CHECK(refusal({Sequence(4, 0), Sequence(4, 0)}) == "nothing to analyse: the latents have no frames");
    CHECK(refusal({Sequence(8, 5), Sequence(4, 5)}).find("of 8 and of 4 dimensions") != std::string::npos);
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        Sequence sequence(3, 10);
        sequence.at(9, 2) = value;
        CHECK(refusal({sequence}).find("dimension 2") != std::string::npos);
    }
}

TEST_CASE("An analysis that was cancelled gives up")
{
    const Sequence sequence = mixed(3, 100, 1);
    const Sequence* one = &sequence;
    CHECK(analyse({&one, 1}, CancelFlag{true}).message() == "cancelled");
}

TEST_CASE("A density is that of one kernel for each value, and its largest is 1")
{
    const Sequence sequence = mixed(4, 400, 21);
    const Sequence* const all[] = {&sequence};
    const Statistics statistics = statistics_of({sequence});
    for (const int points : {2, 3, 64, 100, 4096})
        for (int dim = 0; dim < 4; ++dim) {
            const auto shape = density(all, statistics, dim, points);
            REQUIRE(shape.size() == static_cast<std::size_t>(points));
            CHECK(*std::max_element(shape.begin(), shape.end()) == 1);
            CHECK(*std::min_element(shape.begin(), shape.end()) >= 0);
            if (dim == 2) CHECK(std::count(shape.begin(), shape.end(), 1.0F) == points);
            if (dim == 2 || points > 100) continue;

            const auto& known = statistics.dims[static_cast<std::size_t>(dim)];
            const double width = known.deviation * std::pow(400, -0.2);
            std::vector<double> direct;
            for (int point = 0; point < points; ++point) {
                const double x = known.least + (known.most - known.least) * point / (points - 1);
                double sum = 0;
                for (int frame = 0; frame < 400; ++frame)
                    sum += std::exp(-0.5 * std::pow((static_cast<double>(sequence.at(frame, dim)) - x) / width, 2));
                direct.push_back(sum);
            }
            const double largest = *std::max_element(direct.begin(), direct.end());
            for (std::size_t i = 0; i < direct.size(); ++i)
                CHECK(std::abs(static_cast<double>(shape[i]) - direct[i] / largest) < 2e-3);
        }
}
