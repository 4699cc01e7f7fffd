// Drawn latents: one stream, the right shape of every distribution, refusals.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distribution.h"

#include "unravel.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using namespace latentjam;
using namespace latentjam::latent;
using latentjam::random::Random;
using namespace latentjam::test;

namespace {

constexpr Distribution kAll[] = {Distribution::kNormal, Distribution::kUniform, Distribution::kIqrUniform,
                                 Distribution::kCorrelation, Distribution::kPrior};

Source source_of(const Statistics& statistics, Distribution distribution, bool iqr)
{
    auto source = Source::learnt(statistics, distribution, iqr);
    INFO((source ? "" : source.message()));
    REQUIRE(source);
    return *source;
}

Source source_of(const Statistics& statistics, Distribution distribution)
{
    return source_of(statistics, distribution, distribution == Distribution::kIqrUniform);
}

Statistics statistics_of(const Sequence& sequence)
{
    const Sequence* const all[] = {&sequence};
    return *analyse(all);
}

/// Statistics with this covariance and mean 0.
Statistics with_covariance(const std::vector<double>& covariance)
{
    Statistics statistics;
    statistics.frames = 100;
    statistics.dims.resize(static_cast<std::size_t>(std::sqrt(static_cast<double>(covariance.size()))));
    statistics.covariance = statistics.correlation = covariance;
    for (std::size_t i = 0; i < statistics.dims.size(); ++i)
        statistics.dims[i].deviation = std::sqrt(covariance[i * statistics.dims.size() + i]);
    return statistics;
}

/// Mean and covariance of what is drawn are the given ones: within 6 standard errors of so many frames.
void check_moments(const Sequence& drawn, const std::vector<double>& mean, const std::vector<double>& covariance)
{
    const Statistics found = statistics_of(drawn);
    const std::size_t dims = mean.size();
    const double n = drawn.frames();
    for (std::size_t i = 0; i < dims; ++i) {
        CHECK(std::abs(found.dims[i].mean - mean[i]) <= 6 * std::sqrt(covariance[i * dims + i] / n) + 1e-6);
        for (std::size_t j = 0; j < dims; ++j) {
            const double expected = covariance[i * dims + j];
            const double error =
                std::sqrt((covariance[i * dims + i] * covariance[j * dims + j] + expected * expected) / n);
            CHECK(std::abs(found.covariance[i * dims + j] - expected) <= 6 * error + 1e-6);
        }
    }
}

}  // namespace

TEST_CASE("Draws are NumPy's stream, frame after frame, shaped in double precision")
{
    for (const int dims : {1, 2, 3, 8, 100, 513, 1000, 1024}) {
        Statistics statistics;
        for (int i = 0; i < dims; ++i) {
            DimensionStatistics dim;
            dim.mean = 0.1 * i - 3;
            dim.deviation = 0.3 + 0.01 * i;
            dim.lower_quartile = -1.1 - 0.02 * i;
            dim.upper_quartile = 1.7 + 0.03 * i;
            statistics.dims.push_back(dim);
        }
        const auto check = [&](Distribution distribution, bool iqr, auto value) {
            Random random(77), same(77);
            const Sequence drawn = source_of(statistics, distribution, iqr).draw(random, 37, 21.5);
            REQUIRE(drawn.dims() == dims);
            REQUIRE(drawn.frames() == 37);
            CHECK(drawn.rate_hz() == 21.5);
            int different = 0;
            for (int frame = 0; frame < 37; ++frame)
                for (int i = 0; i < dims; ++i)
                    different += drawn.at(frame, i) !=
                                 static_cast<float>(value(statistics.dims[static_cast<std::size_t>(i)], same));
            INFO(name_of(distribution) << " " << dims << " dims, iqr " << iqr);
            CHECK(different == 0);
            CHECK(random.next64() == same.next64());
        };
        using Dim = DimensionStatistics;
        check(Distribution::kPrior, false, [](const Dim&, Random& r) { return r.normal(); });
        check(Distribution::kNormal, false, [](const Dim& d, Random& r) { return d.mean + d.deviation * r.normal(); });
        check(Distribution::kNormal, true,
              [](const Dim& d, Random& r) { return d.robust_mean() + d.robust_deviation() * r.normal(); });
        check(Distribution::kUniform, false,
              [](const Dim& d, Random& r) { return r.uniform(d.mean - 3 * d.deviation, d.mean + 3 * d.deviation); });
        check(Distribution::kIqrUniform, true,
              [](const Dim& d, Random& r) { return r.uniform(d.lower_bound(), d.upper_bound()); });
    }
}

TEST_CASE("Array after array continues one stream")
{
    const Statistics statistics = unravel_statistics();
    for (const auto distribution : kAll) {
        const Source source = source_of(statistics, distribution);
        Random once(9), twice(9);
        const Sequence whole = source.draw(once, 3000);
        Sequence parts = source.draw(twice, 1230);
        const Sequence rest = source.draw(twice, 1770);
        for (int frame = 0; frame < rest.frames(); ++frame) parts.append(rest.frame(frame));
        CHECK(parts == whole);
        CHECK(source.draw(once, 0).frames() == 0);
        CHECK(once.next64() == twice.next64());
    }
}

TEST_CASE("A draw that was cancelled leaves the stream where it is")
{
    Random random(9), untouched(9);
    const Sequence sequence = Source::prior(3).draw(random, 10, 0, CancelFlag{true});
    CHECK(sequence.frames() == 0);
    CHECK(random.next64() == untouched.next64());
}

TEST_CASE("100,000 frames have the mean and covariance that were asked for")
{
    const Statistics statistics = unravel_statistics();
    const std::size_t dims = statistics.dims.size();
    const auto check = [&](Distribution distribution, bool iqr, auto mean_of, auto variance_of) {
        std::vector<double> mean, covariance(dims * dims);
        for (std::size_t i = 0; i < dims; ++i) {
            mean.push_back(mean_of(statistics.dims[i]));
            covariance[i * dims + i] = variance_of(statistics.dims[i]);
        }
        if (distribution == Distribution::kCorrelation) covariance = statistics.covariance;
        Random random(2024);
        INFO(name_of(distribution) << ", iqr " << iqr);
        check_moments(source_of(statistics, distribution, iqr).draw(random, 100'000), mean, covariance);
    };
    using Dim = DimensionStatistics;
    const auto mean = [](const Dim& d) { return d.mean; };
    const auto centre = [](const Dim& d) { return d.robust_mean(); };
    const auto square = [](double x) { return x * x; };
    check(Distribution::kNormal, false, mean, [=](const Dim& d) { return square(d.deviation); });
    check(Distribution::kNormal, true, centre, [=](const Dim& d) { return square(d.robust_deviation()); });
    check(Distribution::kUniform, false, mean, [=](const Dim& d) { return square(6 * d.deviation) / 12; });
    check(Distribution::kIqrUniform, true, centre, [=](const Dim& d) { return square(4 * d.iqr()) / 12; });
    check(Distribution::kCorrelation, false, mean, [](const Dim&) { return 0.0; });
    check(
        Distribution::kPrior, false, [](const Dim&) { return 0.0; }, [](const Dim&) { return 1.0; });
}

TEST_CASE(
    "Correlated draws keep what cannot vary: constant, equal and opposite dimensions, fewer frames than dimensions")
{
    Random random(31);
    for (const int frames : {1, 2, 5, 200}) {
        Sequence known = Source::prior(12).draw(random, frames);
        for (int frame = 0; frame < frames; ++frame) {
            known.at(frame, 3) = 0.7F;
            known.at(frame, 5) = known.at(frame, 1);
            known.at(frame, 8) = -2 * known.at(frame, 1) + 1;
        }
        const Statistics statistics = statistics_of(known);
        const Sequence drawn = source_of(statistics, Distribution::kCorrelation).draw(random, 20'000);
        double equal = 0, opposite = 0;
        bool is_constant = true;
        for (int frame = 0; frame < drawn.frames(); ++frame) {
            const auto at = [&](int dim) { return static_cast<double>(drawn.at(frame, dim)); };
            is_constant &= drawn.at(frame, 3) == 0.7F;
            equal = std::max(equal, std::abs(at(5) - at(1)));
            opposite = std::max(opposite, std::abs(at(8) - (1 - 2 * at(1))));
        }
        INFO(frames << " frames");
        CHECK(is_constant);
        CHECK(equal < 2e-6);
        CHECK(opposite < 4e-6);
        std::vector<double> mean;
        for (const auto& dim : statistics.dims) mean.push_back(dim.mean);
        check_moments(drawn, mean, statistics.covariance);
    }
}

TEST_CASE("A covariance that no latents can have is refused, one that rounding made so is not")
{
    const auto accepts = [](const std::vector<double>& covariance) {
        const auto source = Source::learnt(with_covariance(covariance), Distribution::kCorrelation, false);
        if (!source) CHECK(source.message().find("not positive semi-definite to 1e-12") != std::string::npos);
        return source.is_ok();
    };
    CHECK(accepts({1, 0, 0, 1}));
    CHECK(accepts({1, 1, 1, 1}));
    CHECK(accepts({0, 0, 0, 0}));
    CHECK(accepts({1, 1 + 1e-13, 1 + 1e-13, 1}));   // smallest eigenvalue -1e-13
    CHECK(!accepts({1, 1 + 3e-12, 1 + 3e-12, 1}));  // -3e-12
    CHECK(!accepts({1, 2, 2, 1}));
    CHECK(!accepts({-1}));
    CHECK(!accepts({1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1}));
    CHECK(!accepts({0, 1, 1, 0}));
    CHECK(!accepts({std::nan("")}));
    CHECK(accepts({1e6, 1e6, 1e6, 1e6 - 1e-7}));  // to 1e-12 of its size
}

TEST_CASE("Distributions go by UnRAVEl's names")
{
    for (const auto distribution : kAll) CHECK(*distribution_named(name_of(distribution)) == distribution);
    CHECK(name_of(Distribution::kCorrelation) == "correlation-based");
    CHECK(*distribution_named("correlation") == Distribution::kCorrelation);
    CHECK(distribution_named("gauss").message() ==
          "distribution 'gauss': there are normal, uniform, iqr-uniform, correlation-based, prior");
}

TEST_CASE("Options are refused by UnRAVEl's rules, with their value and limit")
{
    const auto message = [](DrawOptions options) { return check(options).message(); };
    constexpr std::uint64_t kLargestSeed = INT64_MAX;
    CHECK(message({}) == "");
    CHECK(message({Distribution::kNormal, true, 1, 1}) == "");
    CHECK(message({Distribution::kIqrUniform, true, kMostFrames, kLargestSeed}) == "");
    CHECK(message({Distribution::kNormal, false, 0, 42}) == "frames 0, not 1 to 67108864");
    CHECK(message({Distribution::kNormal, false, -3, 42}).starts_with("frames -3"));
    CHECK(message({Distribution::kNormal, false, kMostFrames + 1, 42}).starts_with("frames 67108865"));
    CHECK(message({Distribution::kNormal, false, 10, 0}) == "");
    CHECK(message({Distribution::kNormal, false, 10, kLargestSeed + 1}) ==
          "seed 9223372036854775808, not 0 to 2^63 - 1");
    CHECK(message({Distribution::kIqrUniform, false, 10, 42}).find("needs iqr") != std::string::npos);
    for (const auto distribution : {Distribution::kUniform, Distribution::kCorrelation, Distribution::kPrior}) {
        CHECK(message({distribution, true, 10, 42}).find("not with " + name_of(distribution)) != std::string::npos);
        CHECK(!Source::learnt(unravel_statistics(), distribution, true));
    }
    CHECK(!Source::learnt(unravel_statistics(), Distribution::kIqrUniform, false));
    CHECK(!Source::learnt({}, Distribution::kNormal, false));
}
