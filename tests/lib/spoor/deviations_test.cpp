// Plays deviations from a baseline.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/deviations.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace latentjam::spoor;
using Catch::Approx;

namespace {

const Baseline kRest{.name = "rest", .place = {1, -1}, .deviation = {2, 0.5}, .sensitivity = {3, 1}};

std::vector<double> read(Deviations& core, double a = 0, double b = 0)
{
    std::vector<double> out(2);
    core.read(std::vector<double>{a, b}, out);
    return out;
}

}  // namespace

TEST_CASE("Amount 0 is the baseline, deviations count in the deviation of their dim")
{
    Deviations core;
    core.prepare(2, 44100);
    core.glide_s = 0;
    core.go_to(kRest);
    CHECK(read(core) == std::vector<double>{1, -1});
    CHECK(read(core, 1, 2) == std::vector<double>{3, 0});
    core.amount = 0;
    CHECK(read(core, 3, -3) == std::vector<double>{1, -1});
    core.amount = 1;
    core.is_even = true;
    CHECK(read(core, 1, 1)[0] == Approx(1 + 2 * 2.0 / 3));
    CHECK(read(core, 1, 1)[1] == Approx(-1 + 0.5 * 2));
}

TEST_CASE("A spring takes a touch back to a third in its time, whatever the frames are, and leaves signals alone")
{
    for (const int samples : {64, 2048}) {
        Deviations core;
        core.prepare(2, 44100);
        core.glide_s = 0;
        core.go_to(kRest);
        core.spring_s = 2;
        core.touch(0, 1);
        for (int done = 0; done < 88200; done += samples) core.advance(samples);
        CHECK(read(core)[0] == Approx(1 + 2 * 0.3679).epsilon(0.01));
        CHECK(read(core, 0, 1)[1] == Approx(-0.5));
        core.release();
        CHECK(read(core)[0] == 1);
    }
}

TEST_CASE("A deadband swallows small deviations, and larger ones begin at 0 there")
{
    Deviations core;
    core.prepare(2, 44100);
    core.deadband = 0.2;
    CHECK(read(core, 0.2, -0.1) == std::vector<double>{0, 0});
    CHECK(read(core, 0.3, -0.3)[0] == Approx(0.1));
    CHECK(read(core, 0.3, -0.3)[1] == Approx(-0.1));
}

TEST_CASE("Another baseline is reached within the glide, from where the glide before has come to")
{
    Deviations core;
    core.prepare(2, 1000);
    core.glide_s = 1;
    core.go_to(kRest);
    CHECK(read(core) == std::vector<double>{0, 0});
    core.advance(500);
    CHECK(read(core)[0] == Approx(0.5));
    core.go_to({.name = "far", .place = {10, 10}, .deviation = {1, 1}});
    CHECK(read(core)[0] == Approx(0.5));
    core.advance(1000);
    CHECK(read(core) == std::vector<double>{10, 10});
}
