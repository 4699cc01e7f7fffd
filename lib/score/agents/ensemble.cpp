// An ensemble's life: from a score to frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/ensemble.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::score::agents {
namespace {

constexpr int kSnapshots = 20;       // seconds that back() goes back
constexpr double kFadeTail_s = .25;  // a model goes on for so long after its release: its sound comes later
constexpr double kUsualAffinity = .1;
constexpr double kMemoryOfBegins_s = 60;

std::size_t of(int place) { return static_cast<std::size_t>(place); }

}  // namespace

Ensemble::Ensemble(Score score, double frame_s) : frame_s_(frame_s) { load(std::move(score)); }

void Ensemble::load(Score score)
{
    score_ = std::make_shared<const Score>(std::move(score));
    pathways_.assign(score_->agents.size(), std::make_shared<const Pathway>());
    start();
    stop();
}

void Ensemble::reload(Score score)
{
    const auto before = score_;
    const bool same_cast = score.agents == before->agents && score.affinities == before->affinities;
    if (!same_cast) {
        const bool was_running = is_running_;
        const auto pathways = pathways_;
        load(std::move(score));
        for (std::size_t i = 0; i < std::min(pathways.size(), pathways_.size()); ++i)
            if (score_->agents[i].pathway == before->agents[i].pathway) set_pathway(static_cast<int>(i), pathways[i]);
        if (was_running) start();
        return;
    }
    score_ = std::make_shared<const Score>(std::move(score));
    conductor_.replace(score_);
}

void Ensemble::set_seed(std::uint64_t seed)
{
    seed_ = seed;
    has_own_seed_ = true;
}

void Ensemble::set_stretch(double stretch)
{
    Score score = *score_;
    score.stretch = stretch;
    score_ = std::make_shared<const Score>(std::move(score));
    conductor_.replace(score_);
}

void Ensemble::set_pathway(int agent, std::shared_ptr<const Pathway> pathway)
{
    pathways_[of(agent)] = pathway;
    voices_[of(agent)].set_pathway(std::move(pathway));
}

void Ensemble::start()
{
    if (!has_own_seed_) seed_ = score_->seed;
    make_agents();
    conductor_ = Conductor(score_, frame_s_, seed_);
    is_running_ = true;
    is_paused_ = false;
}

void Ensemble::stop()
{
    is_running_ = false;
    for (Agent& agent : agents_) agent.leave(now_s(), Cause::kEnd);
}

void Ensemble::make_agents()
{
    const int count = static_cast<int>(score_->agents.size());
    frame_ = 0;
    settings_ = {};
    settings_.controls = Controls(count);
    settings_.moods.assign(of(count), Mood::kCalm);
    settings_.behaviours.assign(of(count), Behaviour::kOwn);
    settings_.affinity.assign(of(count * count), kUsualAffinity);
    for (const Affinity& pair : score_->affinities) {
        settings_.affinity[of(pair.first * count + pair.second)] = pair.value;
        settings_.affinity[of(pair.second * count + pair.first)] = pair.value;
    }
    agents_.clear();
    voices_.clear();
    std::vector<double> homes;
    for (int i = 0; i < count; ++i) {
        agents_.emplace_back(seed_, i, score_->agents[of(i)].cycle_s);
        voices_.emplace_back(pathways_[of(i)]);
        homes.push_back(score_->agents[of(i)].home_deg);
    }
    space_ = Space(homes, seed_);
    values_.assign(of(count), {});
    heard_.assign(of(count + 1), {});
    phrases_.assign(of(count), {});
    partners_.assign(of(count), -1);
    noted_states_.assign(of(count), State::kRest);
    mood_changes_s_.assign(of(count), 0);
    noise_seeds_.assign(of(count), 0);
    closed_until_s_ = solo_until_s_ = below_limit_since_s_ = -1;
    soloist_ = -1;
    silent_since_s_ = 0;
    begins_s_.clear();
    snapshots_.clear();
    events_.clear();
    is_kept_ = false;
}

const std::vector<Event>& Ensemble::advance()
{
    events_.clear();
    if (is_paused_ && crowd() == 0) return events_;
    ++frame_;
    if (is_running_ && !is_paused_) {
        if (conductor_.begins_part()) note({.kind = Event::Kind::kPart, .value = conductor_.part()});
        const std::vector<Action> due = conductor_.advance([this](Quantity quantity) { return measure(quantity); });
        for (const Action& action : due) apply(action);
        if (conductor_.is_gap() && closed_until_s_ < now_s() + frame_s_) silence(2 * frame_s_, Cause::kEnd);
    }
    change_moods();
    for (int i = 0; i < count(); ++i) {
        const Values values = settings_.controls.values(i, now_s());
        values_[of(i)] = values[Parameter::kWhim] > 0 ? coloured(values, settings_.moods[of(i)]) : values;
    }
    keep_limits();
    advance_agents();
    space_.advance(values_, now_s(), frame_s_);
    if (crowd() > 0) silent_since_s_ = now_s();
    take_snapshot();
    return events_;
}

void Ensemble::advance_agents()
{
    for (int i = 0; i < count(); ++i) {
        Agent& agent = agents_[of(i)];
        const Fault fault = agent.fault();
        if (agent.advance(surroundings(i), values_[of(i)], frame_s_) && agent.is_sounding()) draw_behaviour(i);
        if (agent.fault() != fault && agent.fault() != Fault::kNone)
            note({.kind = Event::Kind::kFault, .agent = i, .value = static_cast<int>(agent.fault())});
        note_state(i);
        const int partner = partners_[of(i)];
        const Voice* with = partner >= 0 ? &voices_[of(partner)] : nullptr;
        voices_[of(i)].advance(agent, values_[of(i)], with ? &with->movement() : nullptr,
                               with ? with->register_now() : (i % 2 == 0 ? 1 : -1), frame_s_);
    }
}

/// Whoever changed it: chance, the score, a performer between two frames.
void Ensemble::note_state(int place)
{
    const Agent& agent = agents_[of(place)];
    State& noted = noted_states_[of(place)];
    if (agent.state() == noted) return;
    if (noted == State::kSound) phrases_[of(place)] = {agent.begin_s(), now_s()};
    noted = agent.state();
    note({.agent = place, .value = static_cast<int>(noted), .cause = agent.cause(), .call = agent.call_at_begin()});
}

/// When an agent begins: what it does with its nearest, and the noise of its model.
void Ensemble::draw_behaviour(int place)
{
    Agent& agent = agents_[of(place)];
    if (!is_kept_)
        settings_.behaviours[of(place)] =
            static_cast<Behaviour>(agent.luck().choose(Purpose::kBehaviour, settings_.weights));
    agent.set_behaviour(settings_.behaviours[of(place)]);
    partners_[of(place)] = nearest(place);
    noise_seeds_[of(place)] = static_cast<std::uint32_t>(agent.luck().bits(Purpose::kModel) >> 40);
    const int partner = partners_[of(place)];
    voices_[of(place)].begin(agent, partner >= 0 ? &voices_[of(partner)].movement() : nullptr);
    begins_s_.push_back(now_s());
    while (begins_s_.front() < now_s() - kMemoryOfBegins_s) begins_s_.pop_front();
}

/// Every 5 to 7 s x 2/whim: the mood stays with .7, else it is drawn.
void Ensemble::change_moods()
{
    for (int i = 0; i < count(); ++i) {
        const double whim = settings_.controls.value(i, Parameter::kWhim, now_s());
        if (whim <= 0 || is_kept_ || now_s() < mood_changes_s_[of(i)]) continue;
        Luck& luck = agents_[of(i)].luck();
        mood_changes_s_[of(i)] = now_s() + luck.uniform(Purpose::kMood, 5, 7) * 2 / whim;
        const bool stays = frame_ > 1 && luck.uniform(Purpose::kMood) < .7;
        if (stays) continue;
        const auto mood = static_cast<Mood>(luck.choose(Purpose::kMood, kUsualMoodWeights));
        if (mood == settings_.moods[of(i)]) continue;
        settings_.moods[of(i)] = mood;
        agents_[of(i)].set_mood(mood);
        note({.kind = Event::Kind::kMood, .agent = i, .value = static_cast<int>(mood)});
    }
}

void Ensemble::note(Event event)
{
    event.frame = frame_;
    events_.push_back(std::move(event));
}

void Ensemble::take_snapshot()
{
    const std::int64_t every = std::max<std::int64_t>(1, std::llround(1 / frame_s_));
    if (frame_ % every != 0) return;
    snapshots_.push_back(settings_);
    if (snapshots_.size() > kSnapshots) snapshots_.pop_front();
}

void Ensemble::keep(bool kept)
{
    if (kept && !is_kept_)
        for (int a = 0; a < count(); ++a)
            for (int b = 0; b < count(); ++b)
                if (a != b && agent(a).is_sounding() && agent(b).is_sounding()) {
                    double& affinity = settings_.affinity[of(a * count() + b)];
                    affinity = std::min(1.0, affinity + .1);
                }
    is_kept_ = kept;
}

void Ensemble::back()
{
    if (snapshots_.empty()) return;
    settings_ = snapshots_.front();
    snapshots_.clear();
    for (int i = 0; i < count(); ++i) {
        agents_[of(i)].set_mood(settings_.moods[of(i)]);
        agents_[of(i)].set_behaviour(settings_.behaviours[of(i)]);
    }
}

void Ensemble::change()
{
    for (int i = 0; i < count(); ++i) {
        Agent& agent = agents_[of(i)];
        settings_.moods[of(i)] = static_cast<Mood>(agent.luck().choose(Purpose::kMood, kUsualMoodWeights));
        settings_.behaviours[of(i)] =
            static_cast<Behaviour>(agent.luck().choose(Purpose::kBehaviour, settings_.weights));
        agent.set_mood(settings_.moods[of(i)]);
        agent.set_behaviour(settings_.behaviours[of(i)]);
    }
}

void Ensemble::go_to_part(int part)
{
    conductor_.go_to_part(part);
    is_running_ = true;
}

Status Ensemble::go_to_mark(const std::string& name)
{
    const Status status = conductor_.go_to_mark(name);
    if (status) is_running_ = true;
    return status;
}

void Ensemble::record(bool on)
{
    if (on && !is_recording_) {
        recorded_ = *score_;
        for (Part& part : recorded_.parts) part.commands.clear();
    }
    is_recording_ = on;
}

double Ensemble::gain(int place) const noexcept
{
    if (!has(here_, place)) return 0;
    const double most_db = is_ghost(place) ? kGhostGain_db : 6;
    const double gain_db = std::min(values_[of(place)][Parameter::kGain], most_db);
    return gain_db <= -60 ? 0 : agent(place).level() * std::pow(10, gain_db / 20);
}

bool Ensemble::is_decoding(int place) const noexcept
{
    if (!has(here_, place)) return false;
    const Agent& it = agent(place);
    if (it.state() == State::kSound || it.state() == State::kExit) return true;
    const bool came_from_sound = it.cause() == Cause::kReleased || it.cause() == Cause::kMuted;
    return came_from_sound && it.since_state_s() < kFadeTail_s;
}

int Ensemble::crowd() const noexcept
{
    return static_cast<int>(
        std::count_if(agents_.begin(), agents_.end(), [](const Agent& a) { return a.is_sounding(); }));
}

std::string log_line(const Ensemble& ensemble, const Event& event)
{
    const Conductor& conductor = ensemble.conductor();
    const auto& parts = ensemble.score().parts;
    const auto part = static_cast<std::size_t>(conductor.part());
    std::string line =
        (part < parts.size() ? parts[part].name : "-") + " " + time_text(std::round(ensemble.now_s() * 100) / 100);
    switch (event.kind) {
        case Event::Kind::kPart:
            return line + " part " + std::to_string(event.value + 1);
        case Event::Kind::kMark:
            return line + " mark " + event.word;
        case Event::Kind::kEnd:
            return line + " end";
        default:
            break;
    }
    const Agent& agent = ensemble.agent(event.agent);
    line += " " + std::to_string(event.agent + 1);
    if (event.kind == Event::Kind::kFault) return line + " fails " + name_of(static_cast<Fault>(event.value));
    line += std::string(" ") + name_of(agent.state()) + " " + name_of(agent.behaviour()) + " " + name_of(agent.mood());
    if (event.kind == Event::Kind::kMood) return line + " mood";
    double norm = 0;
    for (const float z : ensemble.voice(event.agent).latents()) norm += double{z} * double{z};
    return line + " " + text_of(std::round(std::sqrt(norm) * 100) / 100) + " " + name_of(event.cause);
}

}  // namespace latentjam::score::agents
