// One agent: when it begins, how long it stays, what goes wrong meanwhile.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/luck.h"
#include "score/agents/parameters.h"

#include <cstdint>
#include <limits>

namespace latentjam::score::agents {

enum class State { kRest, kReady, kSound, kExit, kMuted };
const char* name_of(State state) noexcept;

/// What can go wrong in a cycle.
enum class Fault { kNone, kSkip, kLate, kStuck, kSag, kCut };
const char* name_of(Fault fault) noexcept;

/// Why an agent changed its state.
enum class Cause { kOwn, kCall, kAnswer, kCue, kLimit, kSilence, kSolo, kMuted, kFreed, kReleased, kEnd };
const char* name_of(Cause cause) noexcept;

/// How long a phrase takes to fade.
inline constexpr double kRelease_s = .6;

/// What an agent knows of the others at this frame.
struct Surroundings {
    double now_s = 0;
    double crowd = 0;  ///< how many others sound
    double call = 0;   ///< the strongest call, from -1 to 1
    int caller = -1;   ///< whose it is
    double caller_cycle_s = 0;
    double caller_begin_s = 0;  ///< when its phrase began
    double caller_end_s = -1;   ///< when the answered phrase ended; below 0: it goes on
    bool has_room = true;       ///< one more may begin
    bool may_leave = true;
    double partner_phase = -1;  ///< of the sounding partner nearest in tempo; below 0: none
    double autonomy = 1;
    double pulse_s = 0;  ///< of all; 0: none
    bool is_ghost = false;
};

/// The advance of a cycle's phase in cycles a second: its own rate, and the pull of a partner's phase. [any]
double phase_rate(double cycle_s, double phase, double partner_phase, double couple) noexcept;

/// A plain value: a copy goes on in the same way. Times in seconds since the ensemble began. [setup]
class Agent {
public:
    Agent() = default;
    Agent(std::uint64_t seed, int place, double cycle_s);

    /// One frame of `step_s` with these values, its mood's colours in them. True when the state changed.
    bool advance(const Surroundings& around, const Values& values, double step_s);

    // ---- orders

    /// Begins at once.
    void begin(double now_s, Cause cause);

    /// Leaves at once, or at a time to come.
    void leave(double now_s, Cause cause);
    void leave_at(double time_s) noexcept { leave_s_ = time_s; }

    void hold(double until_s) noexcept { hold_s_ = until_s; }
    void mute(double now_s);
    void free(double now_s);
    void fail(const Values& values);

    /// Draws what the phrase to come does with others.
    void set_behaviour(Behaviour behaviour) noexcept { behaviour_ = behaviour; }
    void set_mood(Mood mood) noexcept { mood_ = mood; }

    // ---- facts

    State state() const noexcept { return state_; }
    bool is_sounding() const noexcept { return state_ == State::kSound; }

    /// Sounds, or will without being asked again.
    bool is_engaged() const noexcept { return state_ == State::kSound || state_ == State::kReady; }
    Cause cause() const noexcept { return cause_; }
    double call_at_begin() const noexcept { return call_at_begin_; }
    int answers() const noexcept { return answers_; }
    double answers_begin_s() const noexcept { return answers_begin_s_; }
    Fault fault() const noexcept { return fault_; }
    Behaviour behaviour() const noexcept { return behaviour_; }
    Mood mood() const noexcept { return mood_; }
    double begin_s() const noexcept { return begin_s_; }
    double cycle_s() const noexcept { return cycle_s_; }  ///< with tempo
    double share() const noexcept { return share_; }
    std::int64_t cycles() const noexcept { return cycles_; }  ///< since the phrase began
    double since_state_s() const noexcept { return since_state_s_; }

    /// Where in its cycle it is, from 0 to 1, as its pulses stray and its faults have it.
    double place() const noexcept;
    double phase() const noexcept { return phase_; }

    /// 0 to 1: the gate and the fade of a phrase.
    double level() const noexcept;

    /// Registers by which it sags at the moment, 0 or below.
    double sag() const noexcept;

    Luck& luck() noexcept { return luck_; }
    const Luck& luck() const noexcept { return luck_; }

private:
    void change_to(State state, Cause cause);
    bool advance_phase(const Surroundings& around, const Values& values, double step_s);
    void pulse(const Values& values);
    void decide_to_begin(const Surroundings& around, const Values& values);
    void decide_to_leave(const Surroundings& around, const Values& values);
    double urge(const Surroundings& around, const Values& values) const;
    bool wants_to_answer_on(const Surroundings& around) const;
    void draw_fault();

    Luck luck_;
    double own_cycle_s_ = 1, cycle_s_ = 1;
    State state_ = State::kRest;
    Cause cause_ = Cause::kOwn;
    Behaviour behaviour_ = Behaviour::kOwn;
    Mood mood_ = Mood::kCalm;
    double since_state_s_ = 0, since_decision_s_ = 0;
    double phase_ = 0;
    std::int64_t cycles_ = 0;
    double share_ = 0, fatigue_ = 0;
    double begin_s_ = -1e9;
    double ready_s_ = -1;  ///< when an answer begins; below 0: with the next pulse
    int answers_ = -1;
    double answers_begin_s_ = 0, answer_longer_by_s_ = 0;
    double call_at_begin_ = 0;
    double hold_s_ = -1;
    double leave_s_ = std::numeric_limits<double>::infinity();
    double sway_from_s_ = 0, sway_to_s_ = 0;
    Fault fault_ = Fault::kNone;
    double fault_s_ = 0, fault_length_s_ = 0, fault_place_ = 0;
};

}  // namespace latentjam::score::agents
