// What the score and a performer do to an ensemble.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/ensemble.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace latentjam::score::agents {
namespace {

constexpr double kBelowLimit_s = 4;  // so long too few may sound before one is called
constexpr double kSolo_s = 20;       // the longest that others wait for a soloist
std::size_t of(int place) { return static_cast<std::size_t>(place); }

}  // namespace

Status Ensemble::perform(const Action& action)
{
    if (action.verb == Verb::kGoto) return go_to_mark(action.word);
    if (is_recording_ && !conductor_.is_over() && !conductor_.is_gap()) {
        auto& commands = recorded_.parts[of(conductor_.part())].commands;
        commands.push_back({.begin_s = std::round(conductor_.in_part_s() * 1000) / 1000, .action = action});
    }
    apply(action);
    return {};
}

void Ensemble::touch(int agent, Parameter parameter, double value)
{
    settings_.controls.touch(agent, parameter, value, now_s(), latch_ ? -1 : handback_s_);
    if (is_recording_ && !conductor_.is_over())
        recorded_.parts[of(conductor_.part())].commands.push_back(
            {.begin_s = std::round(conductor_.in_part_s() * 1000) / 1000,
             .action = {.verb = Verb::kSet, .agents = only(agent), .parameter = parameter, .values = {value}}});
}

void Ensemble::apply(const Action& action)
{
    const double value = action.values.empty() ? 0 : action.values[0];
    switch (action.verb) {
        case Verb::kSet:
            return set_parameter(action);
        case Verb::kTutti:
            return tutti(value);
        case Verb::kSilence:
            return silence(value + kRelease_s, Cause::kSilence);
        case Verb::kGather:
            return space_.gather(value, now_s(), action.values[1]);
        case Verb::kScatter:
            return space_.scatter(now_s(), value);
        case Verb::kLimit:
            settings_.fewest = static_cast<int>(value);
            settings_.most = static_cast<int>(action.values[1]);
            return;
        case Verb::kWeights:
            std::copy_n(action.values.begin(), kBehaviours, settings_.weights.begin());
            return;
        case Verb::kMark:
            return note({.kind = Event::Kind::kMark, .word = action.word});
        case Verb::kGoto:
            return;
        case Verb::kEnd:
            for (Agent& agent : agents_) agent.leave(now_s(), Cause::kEnd);
            is_running_ = false;
            closed_until_s_ = std::numeric_limits<double>::infinity();
            return note({.kind = Event::Kind::kEnd});
        default:
            return apply_to_agents(action);
    }
}

void Ensemble::set_parameter(const Action& action)
{
    std::size_t next = 0;
    for (int i = 0; i < count(); ++i) {
        if (!has(action.agents, i)) continue;
        const double value = action.values.size() == 1 ? action.values[0] : action.values[next++];
        const double over_s = action.over_s * score_->stretch;
        settings_.controls.set(i, action.parameter, value, now_s(), over_s, action.curve);
    }
}

void Ensemble::apply_to_agents(const Action& action)
{
    const double seconds = action.values.empty() ? 0 : action.values[0];
    for (int i = 0; i < count(); ++i) {
        if (!has(action.agents, i)) continue;
        Agent& agent = agents_[of(i)];
        switch (action.verb) {
            case Verb::kCue:
                cue(i, Cause::kCue);
                break;
            case Verb::kRest:
                agent.leave(now_s(), Cause::kCue);
                break;
            case Verb::kMute:
                agent.mute(now_s());
                break;
            case Verb::kSolo:
                solo(i, seconds);
                break;
            case Verb::kHold:
                agent.hold(seconds > 0 ? now_s() + seconds : std::numeric_limits<double>::infinity());
                break;
            case Verb::kFail:
                agent.fail(values_[of(i)]);
                break;
            case Verb::kMood:
                settings_.moods[of(i)] = *mood_of(action.word);
                agent.set_mood(settings_.moods[of(i)]);
                break;
            case Verb::kFree:
                agent.free(now_s());
                settings_.controls.free(i);
                if (soloist_ == i) soloist_ = -1;
                break;
            default:
                break;
        }
    }
}

void Ensemble::cue(int place, Cause cause)
{
    Agent& agent = agents_[of(place)];
    if (agent.is_sounding() || agent.state() == State::kMuted) return;
    if (settings_.most <= 0 || (cause == Cause::kCue && now_s() < closed_until_s_)) return;
    make_room_for(place);
    if (engaged() - (agent.is_engaged() ? 1 : 0) >= settings_.most) return;
    agent.begin(now_s(), cause);
    draw_behaviour(place);
}

/// At the limit whoever has sounded longest makes room.
void Ensemble::make_room_for(int place)
{
    while (engaged() - (agent(place).is_engaged() ? 1 : 0) >= settings_.most) {
        int longest = -1;
        for (int i = 0; i < count(); ++i)
            if (i != place && agent(i).is_engaged() && (longest < 0 || agent(i).begin_s() < agent(longest).begin_s()))
                longest = i;
        if (longest < 0) return;
        agents_[of(longest)].leave(now_s(), Cause::kLimit);
    }
}

void Ensemble::silence(double seconds, Cause cause)
{
    for (Agent& agent : agents_) agent.leave(now_s(), cause);
    closed_until_s_ = std::max(closed_until_s_, now_s() + seconds);
    soloist_ = -1;
}

void Ensemble::solo(int place, double seconds)
{
    cue(place, Cause::kCue);
    if (!agent(place).is_sounding()) return;
    soloist_ = place;
    solo_until_s_ = now_s() + seconds + kSolo_s;
    agents_[of(place)].hold(now_s() + seconds + 2 * agent(place).cycle_s());
    for (int i = 0; i < count(); ++i)
        if (i != place && agent(i).is_engaged())
            agents_[of(i)].leave_at(now_s() + seconds * agents_[of(i)].luck().uniform(Purpose::kTime));
}

void Ensemble::tutti(double seconds)
{
    for (int i = 0; i < count(); ++i) {
        if (is_ghost(i)) continue;
        cue(i, Cause::kCue);
        agents_[of(i)].hold(now_s() + seconds * score_->stretch);
    }
}

/// Too many after a limit came down: the one that had most leaves. Too few for 4 s: the one that had least is called.
void Ensemble::keep_limits()
{
    if (soloist_ >= 0 && (!agent(soloist_).is_sounding() || now_s() >= solo_until_s_)) soloist_ = -1;
    while (engaged() > settings_.most) {
        int fullest = -1;
        double most = -std::numeric_limits<double>::infinity();
        for (int i = 0; i < count(); ++i) {
            const double surplus = agent(i).share() - values_[of(i)][Parameter::kDensity];
            if (agent(i).is_engaged() && i != soloist_ && surplus > most) most = surplus, fullest = i;
        }
        if (fullest < 0) break;
        agents_[of(fullest)].leave(now_s(), Cause::kLimit);
    }
    if (crowd() >= settings_.fewest || now_s() < closed_until_s_ || !is_running_)
        below_limit_since_s_ = -1;
    else if (below_limit_since_s_ < 0)
        below_limit_since_s_ = now_s();
    if (below_limit_since_s_ < 0 || now_s() - below_limit_since_s_ < kBelowLimit_s) return;
    int hungriest = -1;
    double most = -std::numeric_limits<double>::infinity();
    for (int i = 0; i < count(); ++i) {
        const double lack = values_[of(i)][Parameter::kDensity] - agent(i).share();
        const bool rests = agent(i).state() == State::kRest || agent(i).state() == State::kReady;
        if (rests && !is_ghost(i) && lack > most) most = lack, hungriest = i;
    }
    if (hungriest >= 0) cue(hungriest, Cause::kLimit);
}

}  // namespace latentjam::score::agents
