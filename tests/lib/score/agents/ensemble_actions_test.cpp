// What the score and a performer do: limits, silences, solos, taking and handing back, keep, back and change.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/ensemble.h"

#include "cast.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace latentjam::score::agents;

namespace {

Action action(const char* line, int count = 6)
{
    Words words(line);
    const Groups groups{{"sirens", first_agents(6)}, {"ghosts", ~first_agents(6)}};
    return *read_action(words, groups, count);
}

Ensemble started(std::string_view lines = "", std::uint64_t seed = 1)
{
    Ensemble ensemble(six_sirens(lines, seed));
    ensemble.start();
    return ensemble;
}

void play(Ensemble& ensemble, double seconds)
{
    for (int frame = 0; frame < std::lround(seconds / Ensemble::kFrame_s); ++frame) ensemble.advance();
}

}  // namespace

TEST_CASE("The limit is never passed, whatever is cued, and its minimum is reached in good time")
{
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Ensemble ensemble = started(
            "at 0:00 all density .9\nat 0:00 limit 0 6\nat 1:00 limit 0 2\nat 1:10 1-6 cue\n"
            "at 1:30 tutti 5\nat 2:00 limit 3 4\nat 3:00 all density 0\nat 4:00 limit 0 0\n",
            seed);
        double short_s = 0;
        for (double t = 0; t < 300; t += Ensemble::kFrame_s) {
            ensemble.advance();
            const double now = ensemble.now_s();
            if (now > 60.1) REQUIRE(ensemble.crowd() <= (now < 120.1 ? 2 : 4));
            short_s = now > 140 && now < 240 && ensemble.crowd() < 3 ? short_s + Ensemble::kFrame_s : 0;
            REQUIRE(short_s < 4.2);
        }
        CHECK(ensemble.crowd() == 0);
    }
}

TEST_CASE("After a silence's release nobody sounds for as long as it says, and cues wait")
{
    Ensemble ensemble = started("at 0:00 all density .9\nat 0:30 silence 4\nat 0:32 1 cue\n");
    play(ensemble, 30.1);
    CHECK(ensemble.crowd() == 0);
    double loudest = 0;
    play(ensemble, kRelease_s);
    for (double t = 0; t < 3.8; t += Ensemble::kFrame_s) {
        ensemble.advance();
        for (int i = 0; i < 6; ++i) loudest = std::max(loudest, ensemble.gain(i));
    }
    CHECK(loudest == 0);
    play(ensemble, 10);
    CHECK(ensemble.crowd() > 0);
}

TEST_CASE("A solo is alone once the others have left, tutti is all but ghosts")
{
    Ensemble ensemble = started("at 0:00 all density .9\nat 0:40 2 solo 6\n");
    play(ensemble, 46.3);
    CHECK(ensemble.crowd() == 1);
    CHECK(ensemble.agent(1).is_sounding());
    Ensemble all = started("at 0:00 all density 0\nat 0:01 tutti 20\n");
    play(all, 2);
    for (int i = 0; i < 20; ++i) {
        play(all, .9);
        REQUIRE(all.crowd() == 6);
    }
}

TEST_CASE("An agent that is taken is the performer's until it is handed back")
{
    Ensemble ensemble = started();
    play(ensemble, 5);
    ensemble.touch(3, Parameter::kTempo, 3);
    CHECK(ensemble.is_taken(3));
    play(ensemble, 6);
    CHECK(ensemble.values(3)[Parameter::kTempo] == 3);
    play(ensemble, 6);
    const double halfway = ensemble.values(3)[Parameter::kTempo];
    CHECK((halfway > 1 && halfway < 3));
    play(ensemble, 6);
    CHECK_FALSE(ensemble.is_taken(3));
    CHECK(ensemble.values(3)[Parameter::kTempo] == 1);
    ensemble.set_latch(true);
    ensemble.touch(3, Parameter::kTempo, 2);
    play(ensemble, 100);
    CHECK(ensemble.values(3)[Parameter::kTempo] == 2);
    REQUIRE(ensemble.perform(action("4 free")));
    play(ensemble, .1);
    CHECK(ensemble.values(3)[Parameter::kTempo] == 1);
}

TEST_CASE("Without autonomy nobody begins unasked; cued and told to rest they do")
{
    Ensemble ensemble = started("at 0:00 all density .9\n");
    ensemble.set_autonomy(0);
    play(ensemble, 120);
    CHECK(ensemble.crowd() == 0);
    REQUIRE(ensemble.perform(action("2 cue")));
    CHECK(ensemble.agent(1).is_sounding());
    play(ensemble, 1);
    REQUIRE(ensemble.perform(action("2 rest")));
    CHECK(ensemble.agent(1).state() == State::kExit);
    play(ensemble, 1);
    CHECK(ensemble.gain(1) == 0);
    CHECK_FALSE(ensemble.is_decoding(1));
}

TEST_CASE("Every change of state is told once, whoever made it")
{
    Ensemble ensemble = started("at 0:00 all density 0\n");
    const auto told = [&] {
        std::vector<int> states;
        for (const Event& event : ensemble.advance())
            if (event.kind == Event::Kind::kState && event.agent == 1) states.push_back(event.value);
        return states;
    };
    told();
    REQUIRE(ensemble.perform(action("2 cue")));
    CHECK(told() == std::vector<int>{static_cast<int>(State::kSound)});
    CHECK(told().empty());
    REQUIRE(ensemble.perform(action("2 mute")));
    CHECK(told() == std::vector<int>{static_cast<int>(State::kMuted)});
    REQUIRE(ensemble.perform(action("2 free")));
    CHECK(told() == std::vector<int>{static_cast<int>(State::kRest)});
}

TEST_CASE("Back restores the settings of 20 s ago exactly")
{
    Ensemble ensemble = started();
    play(ensemble, 40);
    const std::int64_t every = std::llround(1 / ensemble.frame_s());
    while (ensemble.frame() % every != 0) ensemble.advance();
    const Settings before = ensemble.settings();
    for (int second = 0; second < 19; ++second) {
        ensemble.touch(second % 6, Parameter::kGain, -second);
        REQUIRE(ensemble.perform(action("limit 1 2")));
        for (std::int64_t frame = 0; frame < every; ++frame) ensemble.advance();
    }
    CHECK_FALSE(ensemble.settings() == before);
    ensemble.back();
    CHECK(ensemble.settings() == before);
    for (int i = 0; i < 6; ++i) CHECK(ensemble.agent(i).mood() == before.moods[static_cast<std::size_t>(i)]);
}

TEST_CASE("Keep freezes moods and behaviours, change draws them anew and leaves the limits")
{
    Ensemble ensemble = started("at 0:00 all whim 4\nat 0:00 limit 0 3\n");
    play(ensemble, 20);
    ensemble.keep(true);
    const Settings kept = ensemble.settings();
    play(ensemble, 120);
    CHECK(ensemble.settings().moods == kept.moods);
    CHECK(ensemble.settings().behaviours == kept.behaviours);
    ensemble.keep(false);
    ensemble.change();
    CHECK((ensemble.settings().moods != kept.moods || ensemble.settings().behaviours != kept.behaviours));
    CHECK(ensemble.settings().most == 3);
    CHECK(ensemble.settings().controls == kept.controls);
}

TEST_CASE("What was performed is a score that does the same")
{
    Ensemble ensemble = started();
    ensemble.record(true);
    play(ensemble, 3);
    REQUIRE(ensemble.perform(action("2 cue")));
    play(ensemble, 2);
    REQUIRE(ensemble.perform(action("1,3 density .8 over 4")));
    ensemble.touch(4, Parameter::kGain, -6);
    ensemble.record(false);
    REQUIRE(ensemble.perform(action("tutti 3")));
    const std::string text = text_of(ensemble.recorded());
    const ReadScore read = read_score(text);
    CHECK(read.errors.empty());
    REQUIRE(read.score.parts[0].commands.size() == 3);
    CHECK(text_of(read.score.parts[0].commands[0].action) == "2 cue");
    CHECK(std::abs(read.score.parts[0].commands[1].begin_s - 5) < .1);
    CHECK(read.score.parts[0].commands[2].action.values == std::vector<double>{-6});
}

TEST_CASE("Pause lets phrases end and time stand, gaps are silent, and the end ends")
{
    Ensemble ensemble(read_score("agent 1 model a home 0 cycle 1\nagent 2 model a home 0 cycle 1\n"
                                 "part a 0:20 gap 3\nat 0:00 all density .97\npart b 0:10\n")
                          .score);
    ensemble.start();
    double in_gap = 0;
    for (double t = 0; t < 40; t += Ensemble::kFrame_s) {
        ensemble.advance();
        const double now = ensemble.now_s();
        if (now > 20 + kRelease_s + .2 && now < 22.9) in_gap += ensemble.gain(0) + ensemble.gain(1);
    }
    CHECK(in_gap == 0);
    CHECK_FALSE(ensemble.is_running());
    CHECK(ensemble.crowd() == 0);
    ensemble.start();
    play(ensemble, 5);
    ensemble.pause(true);
    play(ensemble, 300);
    const std::int64_t frame = ensemble.conductor().frame();
    play(ensemble, 5);
    CHECK(ensemble.conductor().frame() == frame);
    CHECK(ensemble.crowd() == 0);
}

TEST_CASE("Three machines that each sound their own agents sound all of them, as one does")
{
    const Score score = six_sirens("at 0:00 all density .5\n", 4);
    Ensemble all(score);
    std::vector<Ensemble> machines(3, Ensemble(score));
    machines[0].set_here(only(0) | only(1));
    machines[1].set_here(only(2) | only(3));
    machines[2].set_here(only(4) | only(5));
    all.start();
    for (Ensemble& machine : machines) machine.start();
    for (int frame = 0; frame < 5000; ++frame) {
        all.advance();
        for (Ensemble& machine : machines) machine.advance();
        for (int i = 0; i < 6; ++i)
            for (int m = 0; m < 3; ++m) {
                const bool is_here = i / 2 == m;
                const Ensemble& machine = machines[static_cast<std::size_t>(m)];
                REQUIRE(machine.gain(i) == (is_here ? all.gain(i) : 0));
                REQUIRE(machine.is_decoding(i) == (is_here && all.is_decoding(i)));
                REQUIRE(machine.noise_seed(i) == all.noise_seed(i));
            }
    }
}

TEST_CASE("A ghost is never louder than -12 dB")
{
    Ensemble ensemble(read_score("agent 1 model a home 0 cycle 1\nagent 2 model a home 0 cycle 1\ngroup ghosts 2\n"
                                 "part a 1:00\nat 0:00 all gain 6\nat 0:00 all cue\n")
                          .score);
    ensemble.start();
    play(ensemble, 1);
    CHECK(std::abs(ensemble.gain(0) - std::pow(10, 6.0 / 20)) < 1e-9);
    CHECK(std::abs(ensemble.gain(1) - std::pow(10, -12.0 / 20)) < 1e-9);
}
