// What the agents of an ensemble know of each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/ensemble.h"

#include <algorithm>
#include <cmath>

namespace latentjam::score::agents {
namespace {

constexpr double kSounding_db = -40;  // a phrase begins above this, after a second below
constexpr double kQuiet_s = 1;
constexpr double kAnnounced_db = -20;  // how loud an agent calls itself
constexpr double kCallCycles = 1.5;    // time in which a call fades, in cycles of the caller

std::size_t of(int place) { return static_cast<std::size_t>(place); }

double heard_part(const Hearing& hearing) { return std::clamp((hearing.level_db + 40) / 30, 0.0, 1.0); }

}  // namespace

void Ensemble::hear(int who, const Hearing& hearing)
{
    if (who < 0 || who > count()) return;
    Heard& heard = heard_[of(who)];
    heard.hearing = hearing;
    const bool sounds = hearing.level_db > kSounding_db;
    if (sounds && !heard.sounds && now_s() - heard.quiet_since_s >= kQuiet_s) heard.begin_s = now_s();
    if (!sounds && heard.sounds) heard.quiet_since_s = now_s();
    heard.sounds = sounds;
}

bool Ensemble::is_ghost(int agent) const
{
    const auto ghosts = score_->groups.find(kGhosts);
    return ghosts != score_->groups.end() && has(ghosts->second, agent);
}

int Ensemble::engaged() const noexcept
{
    return static_cast<int>(
        std::count_if(agents_.begin(), agents_.end(), [](const Agent& agent) { return agent.is_engaged(); }));
}

double Ensemble::affinity(int a, int b) const noexcept
{
    return b >= count() ? .1 : settings_.affinity[of(a * count() + b)];
}

bool Ensemble::may_begin(int place) const
{
    if (!is_running_ || is_paused_ || now_s() < closed_until_s_) return false;
    if (soloist_ >= 0 && soloist_ != place) return false;
    return engaged() - (agent(place).is_engaged() ? 1 : 0) < settings_.most;
}

Surroundings Ensemble::surroundings(int place) const
{
    Surroundings around;
    around.now_s = now_s();
    double announced = 0, heard = 0;
    for (int j = 0; j <= count(); ++j) {
        if (j == place) continue;
        if (j < count() && agent(j).is_sounding()) announced += 1;
        heard += heard_part(heard_[of(j)].hearing);
    }
    around.crowd = announced + (heard - announced) * ear_;
    find_call(place, around);
    const Agent& self = agent(place);
    if (const int answered = self.answers(); answered >= 0 && answered < count()) {
        const bool goes_on = agent(answered).is_sounding() && agent(answered).begin_s() == self.answers_begin_s();
        around.caller_end_s = goes_on                                                    ? -1
                              : phrases_[of(answered)].begin_s == self.answers_begin_s() ? phrases_[of(answered)].end_s
                                                                                         : now_s();
    }
    around.has_room = may_begin(place);
    around.may_leave = crowd() > settings_.fewest || !is_running_;
    around.autonomy = autonomy_;
    around.pulse_s = score_->pulse_s;
    around.is_ghost = is_ghost(place);
    if (self.is_sounding()) {
        const int partner = nearest_in_tempo(place);
        around.partner_phase = partner < 0 ? -1 : agent(partner).phase();
    }
    return around;
}

/// A call is the beginning of a phrase, not every tone of a running cycle.
void Ensemble::find_call(int place, Surroundings& around) const
{
    double announced = 0, heard = 0;
    int announcer = -1, heard_one = -1;
    for (int j = 0; j <= count(); ++j) {
        if (j == place) continue;
        const double fade_s = kCallCycles * (j < count() ? agent(j).cycle_s() : 2.0);
        if (j < count() && agent(j).is_sounding()) {
            const double call = affinity(place, j) * std::exp(-(now_s() - agent(j).begin_s()) / fade_s);
            if (std::abs(call) > std::abs(announced)) announced = call, announcer = j;
        }
        if (heard_[of(j)].sounds) {
            const double call = affinity(place, j) * std::exp(-(now_s() - heard_[of(j)].begin_s) / fade_s);
            if (std::abs(call) > std::abs(heard)) heard = call, heard_one = j;
        }
    }
    around.call = announced + (heard - announced) * ear_;
    const int caller = ear_ < .5 ? announcer : heard_one;
    if (caller < 0 || caller >= count()) return;
    around.caller = caller;
    around.caller_cycle_s = agent(caller).cycle_s();
    around.caller_begin_s = agent(caller).begin_s();
}

/// Whose latents it may take: the one that sounds most alike, by ear; else the one of the most similar pace.
int Ensemble::nearest(int place) const
{
    if (ear_ < .5) return nearest_in_tempo(place);
    int nearest = -1;
    double least = 0;
    for (int j = 0; j < count(); ++j) {
        if (j == place || !heard_[of(j)].sounds) continue;
        const double distance =
            std::abs(heard_[of(j)].hearing.centre_octaves - heard_[of(place)].hearing.centre_octaves);
        if (nearest < 0 || distance < least) nearest = j, least = distance;
    }
    return nearest;
}

/// The only one whose cycle it can lock to.
int Ensemble::nearest_in_tempo(int place) const
{
    int nearest = -1;
    double least = 0;
    for (int j = 0; j < count(); ++j) {
        if (j == place || !agent(j).is_sounding()) continue;
        const double distance = std::abs(std::log(agent(j).cycle_s() / agent(place).cycle_s()));
        if (nearest < 0 || distance < least) nearest = j, least = distance;
    }
    return nearest;
}

double Ensemble::measure(Quantity quantity) const
{
    switch (quantity) {
        case Quantity::kCrowd:
            return crowd();
        case Quantity::kSilence:
            return crowd() > 0 ? 0 : now_s() - silent_since_s_;
        case Quantity::kRate:
            return static_cast<double>(begins_s_.size());
        case Quantity::kLoud:
            break;
    }
    double power = 1e-12;
    for (int i = 0; i < count(); ++i) {
        const double announced_db = agent(i).is_sounding() ? kAnnounced_db + values_[of(i)][Parameter::kGain] : -120;
        const double level_db = announced_db + (heard_[of(i)].hearing.level_db - announced_db) * ear_;
        power += std::pow(10, level_db / 10);
    }
    return 10 * std::log10(power);
}

}  // namespace latentjam::score::agents
