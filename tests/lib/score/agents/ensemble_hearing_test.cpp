// What agents know of each other, announced and by ear.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/ensemble.h"

#include "cast.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <vector>

using namespace latentjam::score::agents;

namespace {

/// How often agent 2 begins within 6 s of a call of the others, when it hears this.
std::vector<Event> play(Ensemble& ensemble, int frames, double level_db)
{
    std::vector<Event> events;
    ensemble.start();
    for (int frame = 0; frame < frames; ++frame) {
        for (int i = 0; i < ensemble.count(); ++i)
            ensemble.hear(i, {.level_db = ensemble.agent(i).is_sounding() ? level_db : -120});
        for (const Event& event : ensemble.advance()) events.push_back(event);
    }
    return events;
}

}  // namespace

TEST_CASE("With the ear closed what is heard changes nothing; open, it does")
{
    Ensemble ensemble(six_sirens());
    const auto quiet = play(ensemble, 8000, -120), loud = play(ensemble, 8000, -5);
    CHECK(quiet == loud);
    ensemble.set_ear(1);
    CHECK(play(ensemble, 8000, -120) != play(ensemble, 8000, -5));
    CHECK(play(ensemble, 8000, -10) == play(ensemble, 8000, -10));
}

TEST_CASE("By ear and by announcement the ensemble is about as dense")
{
    const auto together = [](double ear) {
        double sum = 0;
        for (std::uint64_t seed = 1; seed < 5; ++seed) {
            Ensemble ensemble(six_sirens("", seed));
            ensemble.set_ear(ear);
            ensemble.start();
            for (int frame = 0; frame < 20000; ++frame) {
                for (int i = 0; i < ensemble.count(); ++i)
                    ensemble.hear(i, {.level_db = ensemble.agent(i).is_sounding() ? -16.0 : -120});
                ensemble.advance();
                sum += ensemble.crowd();
            }
        }
        return sum / (4 * 20000);
    };
    const double announced = together(0), heard = together(1), mixed = together(.7);
    CHECK(std::abs(heard / announced - 1) < .25);
    CHECK(std::abs(mixed / announced - 1) < .25);
}

TEST_CASE("The outside is heard as one more agent, and one that is not there is not")
{
    Ensemble ensemble(six_sirens("at 0:00 all space 1\n"));
    ensemble.set_ear(1);
    ensemble.hear(-1, {.level_db = 0});
    ensemble.hear(99, {.level_db = 0});
    ensemble.start();
    double alone = 0, disturbed = 0;
    for (int pass = 0; pass < 2; ++pass) {
        ensemble.start();
        for (int frame = 0; frame < 20000; ++frame) {
            ensemble.hear(6, {.level_db = pass == 0 ? -120.0 : -10.0});
            ensemble.advance();
            (pass == 0 ? alone : disturbed) += ensemble.crowd();
        }
    }
    CHECK(disturbed < .8 * alone);
}
