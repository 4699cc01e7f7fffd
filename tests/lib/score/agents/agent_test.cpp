// One agent: coupling, failures, answers, and what it may not do.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/agent.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

using namespace latentjam::score::agents;

namespace {

constexpr double kStep_s = 2048.0 / 44100;

/// Seconds until the distance of two phases stays within .05 for 30 s, from this one on; below 0: never in 300 s.
double locks_after_s(double first_cycle_s, double second_cycle_s, double couple, double distance)
{
    double a = 0, b = distance, apart = 0, steady_since_s = 0;
    for (double t = 0; t < 300; t += kStep_s) {
        const double step_a = kStep_s * phase_rate(first_cycle_s, a, b, couple);
        const double step_b = kStep_s * phase_rate(second_cycle_s, b, a, couple);
        a += step_a;
        b += step_b;
        if (std::abs(a - b - apart) > .05) apart = a - b, steady_since_s = t;
        if (t - steady_since_s > 30) return steady_since_s;
    }
    return -1;
}

/// The mean over all distances at the beginning; below 0: never.
double locks_after_s(double first_cycle_s, double second_cycle_s, double couple)
{
    double sum = 0;
    for (int i = 0; i < 20; ++i) {
        const double seconds = locks_after_s(first_cycle_s, second_cycle_s, couple, i / 20.0);
        if (seconds < 0) return -1;
        sum += seconds;
    }
    return sum / 20;
}

/// An agent that sounds for ever.
Agent sounding(double cycle_s, std::uint64_t seed = 1)
{
    Agent agent(seed, 0, cycle_s);
    agent.begin(0, Cause::kCue);
    agent.hold(1e9);
    return agent;
}

}  // namespace

TEST_CASE("Two cycles of 3 and 3.2 s lock in 9 s at .6, in 20 s at .3, never at .1; 3 and 2 s never")
{
    const double strong = locks_after_s(3, 3.2, .6), weak = locks_after_s(3, 3.2, .3);
    INFO(strong << " and " << weak << " s");
    CHECK((strong > 0 && strong <= 9));
    CHECK((weak > strong && weak <= 20));
    CHECK(locks_after_s(3, 3.2, .1) < 0);
    for (const double couple : {.1, .3, .6, 1.0}) CHECK(locks_after_s(3, 2, couple) < 0);
}

TEST_CASE("Failures come as often as reliab says, and never two in one cycle")
{
    for (const double reliab : {.5, .8, .92, .97}) {
        Values values;
        values[Parameter::kReliab] = reliab;
        Agent agent = sounding(1, 7);
        int pulses = 0, failures = 0, busy = 0;
        double last_begin = -10;
        for (double t = 0; t < 20000; t += kStep_s) {
            const Fault before = agent.fault();
            const std::uint64_t draws = agent.luck().count(Purpose::kFail);
            agent.advance({.now_s = t}, values, kStep_s);
            const std::uint64_t drawn =
                agent.luck().count(Purpose::kFail) - draws;  // a pulse draws one, a failure more
            pulses += drawn > 0;
            busy += drawn == 1 && before != Fault::kNone && agent.fault() == before;  // may not fail: it does already
            if (drawn < 2) continue;
            ++failures;
            REQUIRE(t - last_begin > 1 - 2 * kStep_s);
            last_begin = t;
        }
        const double tries = pulses - busy, wanted = tries * (1 - reliab);
        INFO(reliab << ": " << failures << " of " << tries);
        CHECK(std::abs(failures - wanted) < 3 * std::sqrt(wanted * reliab));
    }
}

TEST_CASE("An agent that never fails never fails, and one that always fails does so in every way")
{
    std::vector<int> kinds(6);
    for (const double reliab : {1.0, 0.0}) {
        Values values;
        values[Parameter::kReliab] = reliab;
        Agent agent = sounding(1);
        for (double t = 0; t < 600; t += kStep_s) {
            agent.advance({.now_s = t}, values, kStep_s);
            if (reliab == 1) REQUIRE(agent.fault() == Fault::kNone);
            ++kinds[static_cast<std::size_t>(agent.fault())];
            REQUIRE((agent.place() >= 0 && agent.place() < 1));
            REQUIRE((agent.sag() <= 0 && agent.sag() >= -2));
            if (agent.fault() == Fault::kCut || agent.fault() == Fault::kSkip) REQUIRE(agent.level() == 0);
        }
    }
    CHECK(std::all_of(kinds.begin(), kinds.end(), [](int count) { return count > 0; }));
}

TEST_CASE("An answer begins half a cycle to one and a half after it was decided, and lasts as long as the call")
{
    int answers = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        constexpr double kCallerCycle_s = 2, kCallerBegin_s = 5;
        const double caller_end_s = 14 + static_cast<double>(seed % 7);
        Values values;
        values[Parameter::kDensity] = .97;
        values[Parameter::kReliab] = 1;
        Agent agent(seed, 0, 2.0);
        double decided_s = -1, begun_s = -1, left_s = -1;
        for (double t = 0; t < 60 && left_s < 0; t += kStep_s) {
            const bool calls = t >= kCallerBegin_s && t < caller_end_s && begun_s < 0;
            Surroundings around{.now_s = t,
                                .call = calls ? .8 : 0,
                                .caller = 3,
                                .caller_cycle_s = kCallerCycle_s,
                                .caller_begin_s = kCallerBegin_s,
                                .caller_end_s = t < caller_end_s ? -1 : caller_end_s};
            around.has_room = t >= kCallerBegin_s;
            agent.advance(around, values, kStep_s);
            if (agent.state() == State::kReady && decided_s < 0) decided_s = t;
            if (agent.state() == State::kSound && begun_s < 0) begun_s = t;
            if (agent.state() == State::kExit) left_s = t;
        }
        if (agent.answers() != 3 || left_s < 0) continue;
        ++answers;
        INFO(seed << ": decided " << decided_s << ", begun " << begun_s << ", left " << left_s);
        CHECK((begun_s - decided_s >= .5 * kCallerCycle_s - kStep_s &&
               begun_s - decided_s <= 1.5 * kCallerCycle_s + kStep_s));
        const double shortest_s =
            std::max(4.0, caller_end_s - kCallerBegin_s - 2 - 1);  // a pulse less, in whole pulses
        const double longest_s = std::max(4.0, caller_end_s - kCallerBegin_s + 2 + 1);
        CHECK((left_s - begun_s >= shortest_s - .2 && left_s - begun_s <= longest_s + .2));
    }
    CHECK(answers > 100);
}

TEST_CASE("Pulses stray around their cycle and never drift from it")
{
    Values values;
    values[Parameter::kSway] = 50;
    values[Parameter::kReliab] = 1;
    values[Parameter::kCouple] = 0;
    Agent agent = sounding(2);
    for (double t = 0; t < 2000; t += kStep_s) {
        agent.advance({.now_s = t}, values, kStep_s);
        const double apart = agent.place() - agent.phase();
        REQUIRE(std::abs(apart - std::round(apart)) <= .15 / 2 + 1e-9);
    }
    CHECK(agent.cycles() == 1000);
}

TEST_CASE("No room, no entry; a ghost waits for silence; muted stays muted until it is freed")
{
    Values values;
    values[Parameter::kDensity] = .9;
    Agent agent(1, 0, 1);
    for (double t = 0; t < 200; t += kStep_s) agent.advance({.now_s = t, .has_room = false}, values, kStep_s);
    CHECK(agent.state() == State::kRest);
    for (double t = 0; t < 200; t += kStep_s)
        agent.advance({.now_s = t, .crowd = 1, .is_ghost = true}, values, kStep_s);
    CHECK(agent.state() == State::kRest);
    agent.mute(0);
    for (double t = 0; t < 200; t += kStep_s) agent.advance({.now_s = t}, values, kStep_s);
    agent.begin(200, Cause::kCue);
    CHECK(agent.state() == State::kMuted);
    agent.free(200);
    agent.begin(200, Cause::kCue);
    CHECK(agent.state() == State::kSound);
    agent.leave(201, Cause::kCue);
    CHECK(agent.state() == State::kExit);
    for (double t = 201; t < 201 + kRelease_s + 2 * kStep_s; t += kStep_s)
        agent.advance({.now_s = t, .has_room = false}, values, kStep_s);
    CHECK(agent.state() == State::kRest);
    CHECK(agent.level() == 0);
    CHECK(std::string(name_of(agent.state())) == "rest");
}
