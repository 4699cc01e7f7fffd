// Great circles and normalisation, and what they do at their edges.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/interpolate.h"

#include "random/random.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::generate;

namespace {

std::vector<float> some(std::uint64_t seed, std::size_t count)
{
    random::Random draws(seed);
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(draws.uniform(-2, 2));
    return values;
}

}  // namespace

TEST_CASE("Leading over begins as the first, and with factor 1 ends as the second")
{
    const Shape shape{1, 3, 32};
    const auto a = some(1, shape.size());
    const auto b = some(2, shape.size());
    auto way = a;
    lead_over(shape, way, b, 1);
    for (std::size_t dim = 0; dim < 3; ++dim) {
        CHECK(way[dim * 32] == Catch::Approx(a[dim * 32]).margin(1e-6));
        CHECK(way[dim * 32 + 31] == Catch::Approx(b[dim * 32 + 31]).margin(1e-6));
    }
    auto still = a;
    lead_over(shape, still, b, 0);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(still[i] == Catch::Approx(a[i]).margin(1e-6));
    // Half way, the formula of the sphere: sin((1-u) w) / sin w, with the angle over the whole length.
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t t = 0; t < 32; ++t) {
        ab += static_cast<double>(a[t]) * static_cast<double>(b[t]);
        aa += static_cast<double>(a[t]) * static_cast<double>(a[t]);
        bb += static_cast<double>(b[t]) * static_cast<double>(b[t]);
    }
    const double w = std::acos(ab / std::sqrt(aa * bb)), u = 10.0 / 31;
    CHECK(way[10] == Catch::Approx((std::sin((1 - u) * w) * static_cast<double>(a[10]) +
                                    std::sin(u * w) * static_cast<double>(b[10])) /
                                   std::sin(w))
                         .margin(1e-5));
}

TEST_CASE("Equal, opposite and silent sequences give numbers, not NaN")
{
    const Shape shape{1, 1, 16};
    const auto a = some(3, 16);
    for (const float factor : {1.0F, -1.0F, 0.0F}) {
        std::vector<float> b(a);
        for (float& value : b) value *= factor;
        auto way = a;
        lead_over(shape, way, b, 1);
        for (const float value : way) CHECK(std::isfinite(value));
        auto mixed = a;
        mix(mixed, b, 0.5F);
        for (const float value : mixed) CHECK(std::isfinite(value));
    }
}

TEST_CASE("A mix of two noises is as strong as either of them")
{
    const auto a = some(4, 4096), b = some(5, 4096);
    const auto power = [](const std::vector<float>& x) {
        double sum = 0;
        for (const float v : x) sum += static_cast<double>(v) * static_cast<double>(v);
        return sum;
    };
    auto mixed = a;
    mix(mixed, b, 0.5F);
    CHECK(power(mixed) == Catch::Approx(power(a)).epsilon(0.05));
}

TEST_CASE("Normalised values have mean 0 and deviation scale; a constant only loses its mean")
{
    auto values = some(6, 1000);
    for (float& value : values) value = value * 3 + 7;
    normalise(values, 1.5F);
    double mean = 0, power = 0;
    for (const float value : values) mean += static_cast<double>(value) / 1000;
    for (const float value : values) power += std::pow(static_cast<double>(value) - mean, 2);
    CHECK(std::abs(mean) < 1e-6);
    CHECK(std::sqrt(power / 999) == Catch::Approx(1.5).epsilon(1e-5));
    std::vector<float> constant(10, 4.0F);
    normalise(constant, 1);
    for (const float value : constant) CHECK(std::abs(value) < 1e-6F);
}
