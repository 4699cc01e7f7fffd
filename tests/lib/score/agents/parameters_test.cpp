// The table of parameters, and moods.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/parameters.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::score::agents;

TEST_CASE("Every parameter is found by its name, and its usual value is within its range")
{
    for (std::size_t i = 0; i < kParameters; ++i) {
        const ParameterFacts& each = parameters()[i];
        CHECK(parameter_of(each.name) == static_cast<Parameter>(i));
        CHECK((each.least <= each.usual && each.usual <= each.most));
        CHECK(Values()[static_cast<Parameter>(i)] == each.usual);
    }
    CHECK_FALSE(parameter_of("desnity"));
    CHECK(mood_of("dream") == Mood::kDream);
    CHECK_FALSE(mood_of("sad"));
    CHECK(behaviour_of("oppose") == Behaviour::kOppose);
    CHECK_FALSE(behaviour_of("poke"));
}

TEST_CASE("A mood keeps every value within its range, silence silent and fullness full")
{
    for (std::size_t mood = 0; mood < kMoods; ++mood)
        for (const bool low : {true, false}) {
            Values values;
            for (std::size_t i = 0; i < kParameters; ++i)
                values[static_cast<Parameter>(i)] = low ? parameters()[i].least : parameters()[i].most;
            const Values out = coloured(values, static_cast<Mood>(mood));
            for (std::size_t i = 0; i < kParameters; ++i) {
                const double value = out[static_cast<Parameter>(i)];
                CHECK((value >= parameters()[i].least && value <= parameters()[i].most));
            }
            CHECK(out[Parameter::kDensity] == (low ? 0 : 1));
        }
}

TEST_CASE("Over all moods density and the rate of phrases stay what they are")
{
    for (const double density : {.1, .35, .6, .85}) {
        Values values;
        values[Parameter::kDensity] = density;
        double mean = 0, rate = 0;
        for (std::size_t mood = 0; mood < kMoods; ++mood) {
            const Values out = coloured(values, static_cast<Mood>(mood));
            mean += kUsualMoodWeights[mood] * out[Parameter::kDensity];
            rate += kUsualMoodWeights[mood] * values[Parameter::kPhrase] / out[Parameter::kPhrase];
        }
        CHECK(std::abs(mean - density) < .02);
        CHECK(std::abs(rate - 1) < .05);
    }
}
