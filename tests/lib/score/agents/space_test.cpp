// The flock on the circle: never too fast, home when it is pulled, gathered when it is told.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/space.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace latentjam::score::agents;

namespace {

constexpr double kStep_s = 2048.0 / 44100;
constexpr std::array<double, 8> kHomes{-30, 30, -90, 90, -135, 135, 0, 180};

std::vector<Values> flock(double vmax, double pull)
{
    std::vector<Values> values(8);
    for (Values& each : values) each[Parameter::kVmax] = vmax, each[Parameter::kPull] = pull;
    return values;
}

}  // namespace

TEST_CASE("Angles are between -180 and 180 and never move faster than they may")
{
    for (const double vmax : {0.0, 6.0, 60.0, 90.0})
        for (const double pull : {0.0, .1, .5}) {
            Space space(kHomes, 3);
            const auto values = flock(vmax, pull);
            for (double t = 0; t < 120; t += kStep_s) {
                std::array<double, 8> before{};
                for (int i = 0; i < 8; ++i) before[static_cast<std::size_t>(i)] = space.angle_deg(i);
                space.advance(values, t, kStep_s);
                for (int i = 0; i < 8; ++i) {
                    const double angle = space.angle_deg(i);
                    REQUIRE((angle >= -180 && angle <= 180));
                    REQUIRE(std::abs(wrapped_deg(angle - before[static_cast<std::size_t>(i)])) <=
                            vmax * kStep_s + 1e-9);
                }
            }
        }
}

TEST_CASE("Without a pull the flock turns once in about 90 s")
{
    Space space(kHomes, 3);
    const auto values = flock(6, 0);
    double turned = 0;
    for (double t = 0; t < 300; t += kStep_s) {
        const double before = space.angle_deg(2);
        space.advance(values, t, kStep_s);
        turned += wrapped_deg(space.angle_deg(2) - before);
    }
    CHECK(std::abs(turned / 300 - 4) < 1);
}

TEST_CASE("With the whole pull all stay at home, also after they were gathered")
{
    Space space(kHomes, 3);
    const auto values = flock(0, 1);
    const auto play = [&](double from, double to) {
        for (double t = from; t < to; t += kStep_s) space.advance(values, t, kStep_s);
    };
    play(0, 5);
    for (int i = 0; i < 8; ++i)
        CHECK(std::abs(wrapped_deg(space.angle_deg(i) - kHomes[static_cast<std::size_t>(i)])) < .1);
    space.gather(0, 5, 10);
    play(5, 9);
    CHECK(std::abs(space.angle_deg(4)) > 20);
    play(9, 30);
    for (int i = 0; i < 8; ++i) CHECK(std::abs(space.angle_deg(i)) < .1);
    space.scatter(30, 10);
    play(30, 45);
    for (int i = 0; i < 8; ++i)
        CHECK(std::abs(wrapped_deg(space.angle_deg(i) - kHomes[static_cast<std::size_t>(i)])) < 1);
}
