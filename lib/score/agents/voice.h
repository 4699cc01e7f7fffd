// The latents of one agent, frame by frame: its pathway, its drift, and what it takes from others.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/agent.h"
#include "score/agents/pathway.h"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace latentjam::score::agents {

/// What others may take: the movement of an agent's latents, each as deviations from its mean, those that move most
/// first. So two models whose latents mean different things can follow each other: the Gaussian map of the two
/// pathways, along their own axes.
class Movement {
public:
    static constexpr int kFrames = 430;  ///< 20 s
    static constexpr int kRanks = 16;
    using Frame = std::array<float, kRanks>;

    /// Ring of the last 20 s.
    void append(const Frame& frame);
    void begin_phrase() noexcept { phrase_ = 0; }
    void end_phrase();

    /// So many frames ago; zeros before the beginning.
    Frame ago(int frames) const noexcept;

    /// The last phrase that ended, its last 20 s.
    const std::vector<Frame>& last_phrase() const noexcept { return last_phrase_; }

private:
    std::vector<Frame> ring_;
    std::size_t at_ = 0;
    int phrase_ = 0;
    std::vector<Frame> last_phrase_;
};

class Voice {
public:
    Voice() = default;
    explicit Voice(std::shared_ptr<const Pathway> pathway) { set_pathway(std::move(pathway)); }

    void set_pathway(std::shared_ptr<const Pathway> pathway);

    /// When the agent begins: its partner's last phrase, for a mirror.
    void begin(Agent& agent, const Movement* partner);

    /// The latents of this frame. `partner_register` is for those who oppose. [setup]
    void advance(Agent& agent, const Values& values, const Movement* partner, double partner_register, double step_s);

    std::span<const float> latents() const noexcept { return latents_; }
    double register_now() const noexcept { return register_; }
    const Movement& movement() const noexcept { return movement_; }

private:
    void take_from(const Movement::Frame& frame);
    Movement::Frame measured() const;
    void add_drift(Agent& agent, double amount, double step_s);
    bool follows(const Agent& agent, const Movement* partner);

    std::shared_ptr<const Pathway> pathway_ = std::make_shared<const Pathway>();
    std::vector<float> latents_, middle_, drift_;
    double register_ = 0;
    bool has_begun_ = false;
    bool is_sounding_ = false;
    Movement movement_;
    std::vector<Movement::Frame> mirrored_;
    std::size_t mirrored_at_ = 0;
};

}  // namespace latentjam::score::agents
