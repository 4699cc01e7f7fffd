// Agents that play together under a score: one frame after the other, the same from the same seed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/agent.h"
#include "score/agents/conductor.h"
#include "score/agents/controls.h"
#include "score/agents/hearing.h"
#include "score/agents/space.h"
#include "score/agents/voice.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::score::agents {

/// One line of the log.
struct Event {
    enum class Kind { kState, kMood, kFault, kPart, kMark, kEnd };
    Kind kind = Kind::kState;
    std::int64_t frame = 0;
    int agent = -1;
    int value = 0;  ///< a state, a mood, a fault, a part
    Cause cause = Cause::kOwn;
    double call = 0;     ///< that it heard when it began
    std::string word{};  ///< of a mark

    bool operator==(const Event&) const = default;
};

/// What a performer may set back: everything but where the agents are in their phrases.
struct Settings {
    Controls controls;
    std::vector<Mood> moods;
    std::vector<Behaviour> behaviours;
    std::array<double, kBehaviours> weights = kUsualWeights;
    int fewest = 0;
    int most = kMostAgents;
    std::vector<double> affinity;  ///< count x count

    bool operator==(const Settings&) const = default;
};

/// A function of score, seed, what is heard and the calls so far. With ear(0) nothing is heard, and the agents know of
/// each other what they announce. Never called from perform. [setup]
class Ensemble {
public:
    static constexpr double kFrame_s = 2048.0 / 44100;

    explicit Ensemble(Score score = {}, double frame_s = kFrame_s);

    // ---- the piece

    /// Another score from its beginning, everything else as new. Pathways are set anew.
    void load(Score score);

    /// The same piece with another text: the place stays, and so does what the performer set.
    void reload(Score score);
    const Score& score() const noexcept { return *score_; }

    /// In place of the score's, from the next start on; a random seed for none.
    void set_seed(std::uint64_t seed);
    std::uint64_t seed() const noexcept { return seed_; }
    void set_stretch(double stretch);

    void set_pathway(int agent, std::shared_ptr<const Pathway> pathway);

    /// To the beginning: at rest, and everything as the score has it.
    void start();
    bool is_running() const noexcept { return is_running_; }
    void stop();

    /// Agents finish their cycle and time stands still.
    void pause(bool paused) noexcept { is_paused_ = paused; }

    /// One frame. Events are valid until the next call.
    const std::vector<Event>& advance();

    // ---- playing along

    /// One line of the score, now; recorded when recording.
    Status perform(const Action& action);
    void touch(int agent, Parameter parameter, double value);
    void set_autonomy(double autonomy) noexcept { autonomy_ = autonomy; }
    double autonomy() const noexcept { return autonomy_; }
    void set_handback(double seconds) noexcept { handback_s_ = seconds; }

    /// A performer's values stay until the agent is freed.
    void set_latch(bool latch) noexcept { latch_ = latch; }

    void keep(bool kept);  ///< moods and behaviours stay; who sounds together comes to like each other
    void back();           ///< settings of 20 s ago
    void change();         ///< moods and behaviours are drawn again
    void go_to_part(int part);
    Status go_to_mark(const std::string& name);

    /// What is performed becomes lines of a score, until stopped.
    void record(bool on);
    const Score& recorded() const noexcept { return recorded_; }

    // ---- listening

    /// 0 announcements, 1 what is heard.
    void set_ear(double ear) noexcept { ear_ = ear; }
    double ear() const noexcept { return ear_; }

    /// Agent `who` as heard in the last frame; `count()` is the world outside.
    void hear(int who, const Hearing& hearing);

    // ---- facts

    int count() const noexcept { return static_cast<int>(agents_.size()); }
    const Agent& agent(int place) const noexcept { return agents_[static_cast<std::size_t>(place)]; }
    const Voice& voice(int place) const noexcept { return voices_[static_cast<std::size_t>(place)]; }
    double angle_deg(int place) const noexcept { return space_.angle_deg(place); }

    /// Values with the mood's colours.
    Values values(int place) const noexcept { return values_[static_cast<std::size_t>(place)]; }

    /// Which agents sound here; the others sound on other machines, where the same ensemble is played. All at first.
    void set_here(AgentSet agents) noexcept { here_ = agents; }

    /// 0 to 2: gate, fade and gain.
    double gain(int place) const noexcept;

    /// Its model has work to do.
    bool is_decoding(int place) const noexcept;

    /// For the noise of the model in this phrase; below 2^24.
    std::uint32_t noise_seed(int place) const noexcept { return noise_seeds_[static_cast<std::size_t>(place)]; }
    bool is_taken(int place) const noexcept { return settings_.controls.is_taken(place, now_s()); }
    int crowd() const noexcept;
    const Conductor& conductor() const noexcept { return conductor_; }
    const Settings& settings() const noexcept { return settings_; }
    std::int64_t frame() const noexcept { return frame_; }
    double frame_s() const noexcept { return frame_s_; }
    double now_s() const noexcept { return static_cast<double>(frame_) * frame_s_; }

private:
    struct Heard {
        Hearing hearing;
        bool sounds = false;
        double begin_s = -1e9;
        double quiet_since_s = 0;
    };
    struct Phrase {
        double begin_s = -1, end_s = -1;
    };

    void make_agents();
    void apply(const Action& action);
    void apply_to_agents(const Action& action);
    void set_parameter(const Action& action);
    void cue(int agent, Cause cause);
    void make_room_for(int agent);
    void silence(double seconds, Cause cause);
    void solo(int agent, double seconds);
    void tutti(double seconds);
    void keep_limits();
    void change_moods();
    void draw_behaviour(int agent);
    bool is_ghost(int agent) const;
    bool may_begin(int agent) const;
    int engaged() const noexcept;
    double measure(Quantity quantity) const;
    Surroundings surroundings(int agent) const;
    void find_call(int agent, Surroundings& around) const;
    int nearest(int agent) const;
    int nearest_in_tempo(int agent) const;
    double affinity(int a, int b) const noexcept;
    void advance_agents();
    void note_state(int agent);
    void note(Event event);
    void take_snapshot();

    std::shared_ptr<const Score> score_;
    double frame_s_;
    std::uint64_t seed_ = 42;
    bool has_own_seed_ = false;
    double ear_ = 0, autonomy_ = 1, handback_s_ = 8;
    bool latch_ = false, is_kept_ = false, is_paused_ = false, is_running_ = false;

    Conductor conductor_;
    Settings settings_;
    std::vector<Agent> agents_;
    std::vector<Voice> voices_;
    std::vector<std::shared_ptr<const Pathway>> pathways_;
    std::vector<Values> values_;
    std::vector<Heard> heard_;     ///< one more than agents: the world outside
    std::vector<Phrase> phrases_;  ///< the last one that ended, of each
    std::vector<int> partners_;
    std::vector<State> noted_states_;
    std::vector<double> mood_changes_s_;
    std::vector<std::uint32_t> noise_seeds_;
    Space space_;

    std::int64_t frame_ = 0;
    double closed_until_s_ = -1;  ///< nobody begins
    int soloist_ = -1;
    double solo_until_s_ = -1;
    double below_limit_since_s_ = -1;
    double silent_since_s_ = 0;
    std::deque<double> begins_s_;  ///< of the last minute
    std::deque<Settings> snapshots_;
    std::vector<Event> events_;
    bool is_recording_ = false;
    Score recorded_;
    AgentSet here_ = ~AgentSet{0};
};

/// "part time agent state behaviour mood cause", as the log has it.
std::string log_line(const Ensemble& ensemble, const Event& event);

}  // namespace latentjam::score::agents
