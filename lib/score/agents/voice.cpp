// Latents of an agent.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/voice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::score::agents {
namespace {

constexpr int kShadowDelay_frames = 4;
constexpr double kDriftTime_s = 20;
constexpr double kRegistersPerFrame = .25;  // two of them in 8 frames
constexpr float kLeastDeviation = 1e-3F;

double opposite(double height) { return height > .25 ? -2 : 2; }

}  // namespace

void Movement::append(const Frame& frame)
{
    if (ring_.size() < kFrames)
        ring_.push_back(frame);
    else
        ring_[at_] = frame;
    at_ = (at_ + 1) % kFrames;
    ++phrase_;
}

void Movement::end_phrase()
{
    const int count = std::min({phrase_, kFrames, static_cast<int>(ring_.size())});
    last_phrase_.clear();
    for (int back = count; back > 0; --back) last_phrase_.push_back(ago(back - 1));
    phrase_ = 0;
}

Movement::Frame Movement::ago(int frames) const noexcept
{
    if (frames >= static_cast<int>(ring_.size())) return {};
    return ring_[(at_ + kFrames - 1 - static_cast<std::size_t>(frames)) % kFrames];
}

void Voice::set_pathway(std::shared_ptr<const Pathway> pathway)
{
    pathway_ = std::move(pathway);
    const auto dims = static_cast<std::size_t>(pathway_->dims());
    latents_.assign(dims, 0);
    middle_.assign(dims, 0);
    drift_.assign(dims, 0);
}

void Voice::begin(Agent& agent, const Movement* partner)
{
    has_begun_ = true;
    mirrored_.clear();
    mirrored_at_ = 0;
    if (agent.behaviour() != Behaviour::kMirror || !partner) return;
    mirrored_ = partner->last_phrase();
    if (agent.luck().uniform(Purpose::kBehaviour) < .5) std::reverse(mirrored_.begin(), mirrored_.end());
}

bool Voice::follows(const Agent& agent, const Movement* partner)
{
    if (agent.behaviour() == Behaviour::kShadow && partner) {
        take_from(partner->ago(kShadowDelay_frames));
        return true;
    }
    if (mirrored_.empty()) return false;
    take_from(mirrored_[mirrored_at_]);
    mirrored_at_ = (mirrored_at_ + 1) % mirrored_.size();
    return true;
}

void Voice::advance(Agent& agent, const Values& values, const Movement* partner, double partner_register, double step_s)
{
    const bool opposes = agent.behaviour() == Behaviour::kOppose && agent.state() == State::kSound;
    const double wanted = opposes ? opposite(partner_register) : values[Parameter::kRegister] + agent.sag();
    register_ =
        has_begun_ ? wanted : register_ + std::clamp(wanted - register_, -kRegistersPerFrame, kRegistersPerFrame);
    has_begun_ = false;

    const bool sounds = agent.state() == State::kSound || agent.state() == State::kExit;
    if (sounds && !is_sounding_) movement_.begin_phrase();
    if (!sounds && is_sounding_) movement_.end_phrase();
    is_sounding_ = sounds;

    pathway_->middle(register_, middle_);
    if (!sounds || !follows(agent, partner)) pathway_->at(agent.place(), register_, latents_);
    const auto depth = static_cast<float>(values[Parameter::kDepth]);
    for (std::size_t dim = 0; dim < latents_.size(); ++dim)
        latents_[dim] = middle_[dim] + depth * (latents_[dim] - middle_[dim]);
    if (!sounds) return;
    add_drift(agent, values[Parameter::kDrift], step_s);
    movement_.append(measured());
}

/// Around the middle of the present register, so that a follower keeps its own pitch.
void Voice::take_from(const Movement::Frame& frame)
{
    for (std::size_t rank = 0; rank < latents_.size(); ++rank) {
        const int dim = pathway_->dim_by_movement(static_cast<int>(rank));
        const float amount = rank < frame.size() ? std::clamp(frame[rank], -3.0F, 3.0F) : 0.0F;
        latents_[static_cast<std::size_t>(dim)] =
            middle_[static_cast<std::size_t>(dim)] + amount * pathway_->deviation(dim);
    }
}

Movement::Frame Voice::measured() const
{
    Movement::Frame frame{};
    for (std::size_t rank = 0; rank < std::min(latents_.size(), frame.size()); ++rank) {
        const auto dim = static_cast<std::size_t>(pathway_->dim_by_movement(static_cast<int>(rank)));
        frame[rank] =
            (latents_[dim] - middle_[dim]) / std::max(kLeastDeviation, pathway_->deviation(static_cast<int>(dim)));
    }
    return frame;
}

/// Ornstein-Uhlenbeck of unit variance, in each latent's own measure.
void Voice::add_drift(Agent& agent, double amount, double step_s)
{
    const auto keep = static_cast<float>(std::exp(-step_s / kDriftTime_s));
    const float fresh = std::sqrt(1 - keep * keep);
    for (std::size_t dim = 0; dim < latents_.size(); ++dim) {
        drift_[dim] = keep * drift_[dim] + fresh * static_cast<float>(agent.luck().normal(Purpose::kDrift));
        latents_[dim] += static_cast<float>(amount) * pathway_->deviation(static_cast<int>(dim)) * drift_[dim];
    }
}

}  // namespace latentjam::score::agents
