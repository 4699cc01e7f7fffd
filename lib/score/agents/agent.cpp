// The state machine of an agent.
//
// Whether it begins or leaves is a matter of rates: `phrase` and `density` alone give the mean length of a phrase and
// the share of time that it sounds, and what it hears moves when, not how much. A logistic rule with the same inputs
// missed the densities by up to .3.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/agent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace latentjam::score::agents {
namespace {

constexpr double kLongestDecision_s = 3;  // between decisions at rest
constexpr double kSlowCycle_s = 6;        // from here on a phrase may be one cycle, and begins with one
constexpr double kAnswersFrom = .5;
constexpr double kSagRegisters = -2, kSag_s = 4;
constexpr std::array<double, 5> kFaultWeights{.4, .2, .15, .15, .1};

}  // namespace

const char* name_of(State state) noexcept
{
    constexpr std::array kNames{"rest", "ready", "sound", "exit", "muted"};
    return kNames[static_cast<std::size_t>(state)];
}

const char* name_of(Fault fault) noexcept
{
    constexpr std::array kNames{"none", "skip", "late", "stuck", "sag", "cut"};
    return kNames[static_cast<std::size_t>(fault)];
}

const char* name_of(Cause cause) noexcept
{
    constexpr std::array kNames{"own",  "call",  "answer", "cue",      "limit", "silence",
                                "solo", "muted", "freed",  "released", "end"};
    return kNames[static_cast<std::size_t>(cause)];
}

double phase_rate(double cycle_s, double phase, double partner_phase, double couple) noexcept
{
    constexpr double kTurn = 2 * std::numbers::pi;
    const double pull = partner_phase < 0 ? 0 : couple * std::sin(kTurn * (partner_phase - phase)) / kTurn;
    return (1 + pull) / cycle_s;
}

Agent::Agent(std::uint64_t seed, int place, double cycle_s)
    : luck_(seed, static_cast<std::uint32_t>(place)), own_cycle_s_(cycle_s), cycle_s_(cycle_s)
{
    phase_ = luck_.uniform(Purpose::kTime);
    since_decision_s_ = luck_.uniform(Purpose::kTime) * std::min(cycle_s, kLongestDecision_s);
}

void Agent::change_to(State state, Cause cause)
{
    state_ = state;
    cause_ = cause;
    since_state_s_ = since_decision_s_ = 0;
}

// ---- orders

void Agent::begin(double now_s, Cause cause)
{
    if (state_ == State::kMuted || state_ == State::kSound) return;
    change_to(State::kSound, cause);
    begin_s_ = now_s;
    cycles_ = 0;
    phase_ = 0;
    fault_ = Fault::kNone;
    leave_s_ = std::numeric_limits<double>::infinity();
    if (cause != Cause::kAnswer) answers_ = -1;
}

void Agent::leave(double now_s, Cause cause)
{
    (void)now_s;
    leave_s_ = std::numeric_limits<double>::infinity();
    hold_s_ = -1;
    if (state_ == State::kSound) change_to(State::kExit, cause);
    if (state_ == State::kReady) change_to(State::kRest, cause);
}

void Agent::mute(double now_s)
{
    leave(now_s, Cause::kMuted);
    change_to(State::kMuted, Cause::kMuted);
}

void Agent::free(double now_s)
{
    (void)now_s;
    hold_s_ = -1;
    leave_s_ = std::numeric_limits<double>::infinity();
    if (state_ == State::kMuted) change_to(State::kRest, Cause::kFreed);
}

void Agent::fail(const Values&)
{
    if (state_ == State::kSound && fault_ == Fault::kNone) draw_fault();
}

// ---- time

bool Agent::advance(const Surroundings& around, const Values& values, double step_s)
{
    const State before = state_;
    const bool sounds = state_ == State::kSound;
    share_ += ((sounds ? 1 : 0) - share_) * std::min(1.0, step_s / values[Parameter::kPatience]);
    const double stamina = values[Parameter::kStamina];
    fatigue_ += sounds ? (1 - fatigue_) * step_s / stamina : -fatigue_ * std::min(1.0, step_s / (stamina * 2 / 3));
    since_state_s_ += step_s;
    since_decision_s_ += step_s;
    const bool is_pulse = advance_phase(around, values, step_s);

    switch (state_) {
        case State::kRest:
            if (since_decision_s_ >= std::min(cycle_s_, kLongestDecision_s)) decide_to_begin(around, values);
            break;
        case State::kReady: {
            if (!around.has_room || around.crowd > values[Parameter::kSpace]) {  // an answer that came too late
                change_to(State::kRest, Cause::kLimit);
                break;
            }
            const bool is_time = ready_s_ >= 0 ? around.now_s >= ready_s_ : is_pulse || cycle_s_ >= kSlowCycle_s;
            if (is_time) begin(around.now_s, cause_);
            break;
        }
        case State::kSound:
            if (around.now_s >= leave_s_) {
                leave(around.now_s, Cause::kSolo);
            } else if (is_pulse) {
                ++cycles_;
                decide_to_leave(around, values);
            }
            break;
        case State::kExit:
            if (since_state_s_ >= kRelease_s) change_to(State::kRest, Cause::kReleased);
            break;
        case State::kMuted:
            break;
    }
    return state_ != before;
}

/// True when a cycle ends. Faults that hold the place do not hold the phase: the rhythm comes back where it would be.
bool Agent::advance_phase(const Surroundings& around, const Values& values, double step_s)
{
    const bool opposes = state_ == State::kSound && behaviour_ == Behaviour::kOppose;
    cycle_s_ = own_cycle_s_ * values[Parameter::kTempo] * (opposes ? 1.5 : 1);
    const double couple =
        behaviour_ == Behaviour::kCouple ? std::max(.6, values[Parameter::kCouple]) : values[Parameter::kCouple];
    phase_ += step_s * phase_rate(cycle_s_, phase_, state_ == State::kSound ? around.partner_phase : -1, couple);
    if (fault_ != Fault::kNone && (fault_s_ += step_s) >= fault_length_s_) fault_ = Fault::kNone;
    if (phase_ < 1) return false;
    phase_ -= std::floor(phase_);
    pulse(values);
    return true;
}

/// What chance does to each pulse: how far it strays, and whether the coming cycle fails.
void Agent::pulse(const Values& values)
{
    sway_from_s_ = sway_to_s_;
    const double most = std::min(values[Parameter::kSway] / 1000, cycle_s_ / 12);
    sway_to_s_ = most * std::clamp(luck_.normal(Purpose::kTime), -3.0, 3.0);
    const bool fails = luck_.uniform(Purpose::kFail) >= values[Parameter::kReliab];
    if (fails && state_ == State::kSound && fault_ == Fault::kNone) draw_fault();
}

void Agent::draw_fault()
{
    fault_ = static_cast<Fault>(luck_.choose(Purpose::kFail, kFaultWeights) + 1);
    fault_s_ = 0;
    fault_place_ = phase_;
    switch (fault_) {
        case Fault::kSkip:
            fault_length_s_ = cycle_s_ / 2;
            break;
        case Fault::kLate:
            fault_length_s_ = cycle_s_ / 4;
            break;
        case Fault::kStuck:
            fault_length_s_ = cycle_s_ * std::floor(luck_.uniform(Purpose::kFail, 1, 4));
            break;
        case Fault::kSag:
            fault_length_s_ = 2 * kSag_s;
            break;
        case Fault::kCut:
            fault_length_s_ = cycle_s_;
            break;
        case Fault::kNone:
            break;
    }
    fault_length_s_ *= .999;  // over before the next pulse may fail
}

// ---- decisions

double Agent::urge(const Surroundings& around, const Values& values) const
{
    const double density = values[Parameter::kDensity];
    return 3 * (density - share_) / (density + .15) + 3 * values[Parameter::kSociable] * around.call -
           std::max(0.0, around.crowd + 1 - values[Parameter::kSpace]);
}

void Agent::decide_to_begin(const Surroundings& around, const Values& values)
{
    const double step = since_decision_s_;
    since_decision_s_ = 0;
    const double chance = luck_.uniform(Purpose::kDecide);
    if (!around.has_room || (around.is_ghost && around.crowd >= 1)) return;
    const double density = values[Parameter::kDensity];
    const double rate = std::exp(urge(around, values)) * density /
                        ((1 - std::min(density, .97)) * values[Parameter::kPhrase]) * around.autonomy * around.autonomy;
    if (chance >= 1 - std::exp(-step * rate)) return;

    call_at_begin_ = around.call;
    ready_s_ = -1;
    answers_ = -1;
    if (around.call > kAnswersFrom) {
        change_to(State::kReady, Cause::kAnswer);
        answers_ = around.caller;
        answers_begin_s_ = around.caller_begin_s;
        ready_s_ = around.now_s + around.caller_cycle_s * luck_.uniform(Purpose::kTime, .5, 1.5);
        answer_longer_by_s_ = cycle_s_ * (std::floor(luck_.uniform(Purpose::kTime, 0, 3)) - 1);
    } else {
        change_to(State::kReady, around.call > .3 ? Cause::kCall : Cause::kOwn);
        if (around.pulse_s > 0) ready_s_ = std::ceil(around.now_s / around.pulse_s) * around.pulse_s;
    }
}

/// An answer lasts as long as what it answers, a pulse more or less: until that is over, none knows how long.
bool Agent::wants_to_answer_on(const Surroundings& around) const
{
    const double caller_length_s =
        around.caller_end_s < 0 ? std::numeric_limits<double>::infinity() : around.caller_end_s - answers_begin_s_;
    return since_state_s_ + cycle_s_ / 2 < caller_length_s + answer_longer_by_s_;
}

void Agent::decide_to_leave(const Surroundings& around, const Values& values)
{
    const double step = since_decision_s_;
    since_decision_s_ = 0;
    const double chance = luck_.uniform(Purpose::kDecide);
    if (cycles_ < (cycle_s_ >= kSlowCycle_s ? 1 : 2) || around.now_s < hold_s_ || !around.may_leave) return;
    if (answers_ >= 0) {
        if (!wants_to_answer_on(around)) leave(around.now_s, Cause::kOwn);
        return;
    }
    const double rate = std::exp(-urge(around, values) + .7 * fatigue_) / std::max(.1, values[Parameter::kPhrase]);
    if (chance < 1 - std::exp(-step * rate)) leave(around.now_s, Cause::kOwn);
}

// ---- facts

double Agent::place() const noexcept
{
    if (fault_ == Fault::kStuck) return fault_place_;
    const double sway_s = sway_from_s_ + (sway_to_s_ - sway_from_s_) * phase_;
    double place = phase_ - sway_s / cycle_s_;
    if (fault_ == Fault::kLate) place -= std::min(.25, fault_s_ / cycle_s_);
    return place - std::floor(place);
}

double Agent::level() const noexcept
{
    if (state_ == State::kExit) return std::max(0.0, 1 - since_state_s_ / kRelease_s);
    if (state_ != State::kSound) return 0;
    return fault_ == Fault::kSkip || fault_ == Fault::kCut ? 0 : 1;
}

double Agent::sag() const noexcept
{
    if (fault_ != Fault::kSag) return 0;
    return kSagRegisters * (fault_s_ < kSag_s ? fault_s_ / kSag_s : std::max(0.0, 2 - fault_s_ / kSag_s));
}

}  // namespace latentjam::score::agents
