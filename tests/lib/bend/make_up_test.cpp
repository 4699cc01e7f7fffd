// The level of a bent model: near what it was, and left alone inside its range.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/make_up.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <numbers>
#include <vector>

using latentjam::bend::MakeUp;

namespace {

constexpr double kRate = 44100;

struct Sound {
    MakeUp make_up;
    long time = 0;

    Sound() { make_up.set_rate(kRate); }

    /// The level of the last tenth of a second, in dB of a full sine.
    double play(double seconds, double amplitude)
    {
        std::vector<float> left, right;
        const long end = time + std::lround(seconds * kRate);
        for (; time < end; ++time) {
            const double phase = 2 * std::numbers::pi * 441 * static_cast<double>(time) / kRate;
            left.push_back(static_cast<float>(amplitude * std::sin(phase)));
            right.push_back(static_cast<float>(amplitude * std::cos(phase)));
        }
        for (std::size_t at = 0; at < left.size(); at += 64) {
            float* rows[] = {left.data() + at, right.data() + at};
            make_up.process(rows, 2, static_cast<int>(std::min<std::size_t>(64, left.size() - at)));
        }
        double power = 0;
        for (std::size_t i = left.size() - 4410; i < left.size(); ++i)
            power += static_cast<double>(left[i]) * static_cast<double>(left[i]);
        return 10 * std::log10(std::max(power / 4410 * 2, 1e-20));
    }
};

}  // namespace

TEST_CASE("Off, not a sample is touched")
{
    MakeUp make_up;
    make_up.set_rate(kRate);
    std::vector<float> values{0.5F, -1e-9F, 3};
    float* rows[] = {values.data()};
    make_up.process(rows, 1, 3);
    CHECK(values == std::vector<float>{0.5F, -1e-9F, 3});
}

TEST_CASE("Within its range the level may move, beyond it is brought to the nearer end within two seconds")
{
    const auto [amplitude, level] =
        GENERATE(table<double, double>({{0.1, -20.0}, {0.3, -10.457}, {0.05, -26.02}, {0.9, -8.0}, {0.01, -32.0}}));
    Sound sound;
    sound.play(3, 0.1);
    sound.make_up.set_range(12);
    sound.play(4, amplitude);
    CHECK(sound.play(1, amplitude) == Catch::Approx(level).margin(0.1));
}

TEST_CASE("It raises by no more than 24 dB, and silence not at all")
{
    Sound sound;
    sound.play(3, 1);
    sound.make_up.set_range(12);
    CHECK(sound.play(5, 1e-3) == Catch::Approx(-36).margin(0.1));
    sound.play(5, 1e-5);
    CHECK(sound.make_up.gain_db() == Catch::Approx(0).margin(0.01));
}

TEST_CASE("Turned on before anything was heard it keeps the first two seconds; turned off it lets go")
{
    Sound sound;
    sound.make_up.set_range(6);
    sound.play(2.1, 0.1);
    CHECK(sound.play(5, 0.8) == Catch::Approx(-14).margin(0.1));
    sound.make_up.set_range(0);
    CHECK(sound.play(2, 0.8) == Catch::Approx(-1.938).margin(0.05));
}
