// Transforms against their definition, and each processor's code against the portable one.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/fourier/real_transform.h"

#include <catch2/catch_all.hpp>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <vector>

using namespace latentjam::kernel::fourier;

namespace {

std::vector<float> noise(int count)
{
    std::mt19937 random(static_cast<unsigned>(count));
    std::uniform_real_distribution<float> number(-1, 1);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (auto& value : values) value = number(random);
    return values;
}

std::complex<double> bin(const std::vector<float>& x, std::size_t k)
{
    std::complex<double> sum = 0;
    for (std::size_t t = 0; t < x.size(); ++t) {
        const double turns = static_cast<double>(k * t % x.size()) / static_cast<double>(x.size());
        sum += static_cast<double>(x[t]) * std::polar(1.0, -2 * std::numbers::pi * turns);
    }
    return sum;
}

}  // namespace

TEST_CASE("A transform of real numbers is what its definition says, and its inverse undoes it")
{
    const int length = GENERATE(8, 16, 32, 64, 128, 512, 2048, 4096);
    const RealTransform transform(length);
    REQUIRE(transform.length() == length);
    const auto x = noise(length);
    std::vector<float> work(transform.work_size());
    std::vector<std::vector<float>> spectra;
    for (const auto& loops : available_loops()) {
        INFO(loops.name << ", " << length);
        std::vector<float> spectrum(x.size() + 2), back(x.size());
        transform.forward(x.data(), spectrum.data(), 1, work.data(), loops);
        const double most = 3e-7 * std::sqrt(length) * std::log2(length);
        for (std::size_t k = 0; k <= x.size() / 2; k += x.size() > 512 ? 37U : 1U) {
            const std::complex<double> found(static_cast<double>(spectrum[2 * k]),
                                             static_cast<double>(spectrum[2 * k + 1]));
            CHECK(std::abs(found - bin(x, k)) < most);
        }
        transform.inverse(spectrum.data(), back.data(), 1 / static_cast<float>(length), work.data(), loops);
        double largest = 0;
        for (std::size_t t = 0; t < x.size(); ++t)
            largest = std::max(largest, std::abs(static_cast<double>(back[t] - x[t])));
        CHECK(largest < 2e-6);
        spectra.push_back(spectrum);
    }
    for (const auto& spectrum : spectra) CHECK(spectrum == spectra.back());
}

TEST_CASE("Transforms know powers of two from 8 on")
{
    CHECK(RealTransform::knows(8));
    CHECK(RealTransform::knows(1 << 20));
    for (const int length : {-8, 0, 1, 2, 4, 12, 1000, 1 << 21}) CHECK_FALSE(RealTransform::knows(length));
}
