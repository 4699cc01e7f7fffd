// The delay within a frame is exact for every k, in blocks of any size, also where it writes over its input.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/skim.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <vector>

using namespace latentjam::kit;

TEST_CASE("out[t] is in[t - k], quirk mended: for k far beyond a block of Pd")
{
    const int k = GENERATE(0, 1, 63, 64, 65, 1000, 2047);
    const int block = GENERATE(1, 64, 1024);
    Skim skim;
    skim.prepare(2, 2047, block);
    skim.set_delay(k);
    std::vector<float> left(static_cast<std::size_t>(block)), right(left.size());
    long wrong = 0, time = 0;
    while (time < 8192) {
        for (int i = 0; i < block; ++i) {
            left[static_cast<std::size_t>(i)] = static_cast<float>(time + i + 1);
            right[static_cast<std::size_t>(i)] = -static_cast<float>(time + i + 1);
        }
        const float* const in[] = {left.data(), right.data()};
        float* const out[] = {left.data(), right.data()};
        skim.process(std::span<const float* const>(in), std::span<float* const>(out), block);
        for (int i = 0; i < block; ++i, ++time) {
            const auto wanted = static_cast<float>(time < k ? 0 : time - k + 1);
            wrong += left[static_cast<std::size_t>(i)] != wanted;
            wrong += right[static_cast<std::size_t>(i)] != -wanted;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("A changed k is heard at once")
{
    Skim skim;
    skim.prepare(1, 2047, 64);
    std::vector<double> sound(64);
    double next = 0;
    const auto play = [&] {
        for (double& value : sound) value = next++;
        const double* const in[] = {sound.data()};
        double* const out[] = {sound.data()};
        skim.process(std::span<const double* const>(in), std::span<double* const>(out), 64);
    };
    for (int n = 0; n < 100; ++n) play();
    skim.set_delay(1500);
    play();
    CHECK(sound[0] == 6400 - 1500);
    skim.set_delay(0);
    play();
    CHECK(sound[0] == 6464);
}
