// The starting noise against torch's own numbers.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/noise.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <vector>

using latentjam::generate::draw_noise;

TEST_CASE("A seed gives torch's numbers: randn of [1, 16, 256] after manual_seed")
{
    struct Known {
        std::uint64_t seed;
        std::array<float, 4> first;
    };
    const std::array known{Known{0, {-1.1258398F, -1.1523602F, -0.2505786F, -0.4338788F}},
                           Known{1, {-1.5255959F, -0.7502318F, -0.6539809F, -1.6094848F}},
                           Known{42, {1.9269153F, 1.4872841F, 0.9007172F, -2.1055210F}},
                           Known{123456789, {0.2642554F, -0.4148990F, -0.6075138F, 0.7319287F}}};
    std::vector<float> values(16 * 256);
    for (const auto& [seed, first] : known) {
        draw_noise(seed, values);
        for (std::size_t i = 0; i < first.size(); ++i) CHECK(values[i] == Catch::Approx(first[i]).margin(1e-6));
    }
    draw_noise(42, values);
    CHECK(values[256] == Catch::Approx(-0.6854816F).margin(1e-6));
    CHECK(values[257] == Catch::Approx(0.5635590F).margin(1e-6));
}

TEST_CASE("Counts that are no multiple of sixteen end as torch ends them: the last sixteen are drawn anew")
{
    // torch.manual_seed(7); torch.randn(21)
    std::vector<float> values(21);
    draw_noise(7, values);
    const std::array<float, 21> torch{-0.8201345F, 0.3956312F,  0.8989085F,  -1.3884039F, -0.1669960F, 0.7820727F,
                                      1.0391077F,  -0.7245107F, -0.8489086F, -1.2169294F, -0.0810216F, 1.3614851F,
                                      -1.3032167F, 0.6741007F,  -1.3233458F, -1.3597690F, -0.8667016F, -0.5640067F,
                                      -2.0564625F, -0.3567225F, 1.0955805F};
    for (std::size_t i = 0; i < torch.size(); ++i) CHECK(values[i] == Catch::Approx(torch[i]).margin(2e-6));
}

TEST_CASE("Noise has mean 0 and deviation 1, and no number that is not finite, whatever the seed")
{
    std::vector<float> values(1 << 16);
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
        draw_noise(seed, values);
        double sum = 0, power = 0;
        for (const float value : values) {
            REQUIRE(std::isfinite(value));
            sum += static_cast<double>(value);
            power += static_cast<double>(value) * static_cast<double>(value);
        }
        CHECK(std::abs(sum / static_cast<double>(values.size())) < 0.02);
        CHECK(power / static_cast<double>(values.size()) == Catch::Approx(1).margin(0.02));
    }
}
