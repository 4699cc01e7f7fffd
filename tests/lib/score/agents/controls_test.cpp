// Controls: glides of the score, the performer's hand, and handing back.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/controls.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::score::agents;

TEST_CASE("A glide begins where the value is, ends where it should, and stays within the range")
{
    for (const Curve curve : {Curve::kLinear, Curve::kExp, Curve::kSmooth}) {
        Controls controls(2);
        controls.set(1, Parameter::kTempo, 2, 0);
        controls.set(1, Parameter::kTempo, .5, 10, 10, curve);
        CHECK(controls.value(1, Parameter::kTempo, 10) == 2);
        CHECK(controls.value(1, Parameter::kTempo, 20) == .5);
        CHECK(controls.value(1, Parameter::kTempo, 99) == .5);
        double last = 2;
        for (double t = 10; t <= 20; t += .5) {
            const double value = controls.value(1, Parameter::kTempo, t);
            CHECK((value <= last + 1e-12 && value >= .5));
            last = value;
        }
        controls.set(1, Parameter::kTempo, 99, 15, 1, curve);
        CHECK(controls.value(1, Parameter::kTempo, 16) == 4);
        CHECK(controls.value(0, Parameter::kTempo, 16) == 1);
    }
}

TEST_CASE("A touched control holds, glides back to what the score has come to, and can be latched")
{
    Controls controls(1);
    controls.set(0, Parameter::kDensity, .2, 0);
    controls.touch(0, Parameter::kDensity, 1, 5, 8);
    controls.set(0, Parameter::kDensity, .4, 6);
    CHECK(controls.is_taken(0, 5));
    CHECK(controls.value(0, Parameter::kDensity, 13) == 1);
    CHECK(std::abs(controls.value(0, Parameter::kDensity, 17) - .7) < 1e-9);
    CHECK(std::abs(controls.value(0, Parameter::kDensity, 21) - .4) < 1e-9);
    CHECK_FALSE(controls.is_taken(0, 21));
    controls.touch(0, Parameter::kDensity, 0, 30, -1);
    CHECK(controls.value(0, Parameter::kDensity, 1e6) == 0);
    controls.free(0);
    CHECK(controls.value(0, Parameter::kDensity, 31) == .4);
}
