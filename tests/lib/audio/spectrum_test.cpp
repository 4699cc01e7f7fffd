// The spectrum against the sum it is short for.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/spectrum.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using latentjam::audio::Spectrum;

TEST_CASE("A spectrum equals the Fourier sum of the windowed samples")
{
    for (const int size : {4, 16, 256}) {
        Spectrum spectrum;
        spectrum.prepare(size);
        std::vector<float> samples;
        for (int n = 0; n < size; ++n) samples.push_back(static_cast<float>(std::sin(n * n * .37) + .2 * std::cos(n)));
        const auto power = spectrum.power(samples);
        REQUIRE(power.size() == static_cast<std::size_t>(size / 2 + 1));
        for (int bin = 0; bin <= size / 2; ++bin) {
            std::complex<double> sum;
            for (int n = 0; n < size; ++n) {
                const double turn = 2 * std::numbers::pi * n / size;
                sum +=
                    std::polar(double{samples[static_cast<std::size_t>(n)]} * (.5 - .5 * std::cos(turn)), -turn * bin);
            }
            CHECK(std::abs(double{power[static_cast<std::size_t>(bin)]} - std::norm(sum * 2.0 / double(size))) < 1e-6);
        }
    }
}

TEST_CASE("A sine stands in its own bin")
{
    Spectrum spectrum;
    spectrum.prepare(2048);
    std::vector<float> samples;
    for (int n = 0; n < 2048; ++n)
        samples.push_back(static_cast<float>(std::sin(2 * std::numbers::pi * 100 * n / 2048)));
    const auto power = spectrum.power(samples);
    CHECK(std::abs(power[100] - .25F) < 1e-3F);
    CHECK(std::abs(power[101] - .0625F) < 1e-3F);
    CHECK(power[110] < 1e-6F);
}
