// An instance whose weights may change by a crossfade, and which goes back when new weights do not play.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/trial.h"

#include <memory>
#include <vector>

namespace latentjam::infer {

/// For the blocks of a fade the model runs twice, with the old weights and the new. All of it [worker].
class FadingInstance final : public Instance {
public:
    explicit FadingInstance(std::unique_ptr<Instance> instance) : instance_(std::move(instance)) {}

    /// From the next block on with these weights: at once, or by a linear crossfade over `ms` of sound. Both ways go on
    /// from the state that there is now. With a trial that block is the trial: when it, or the state behind it, is not
    /// finite, it is played again with the weights before, from the state before.
    void change_to(std::shared_ptr<const Bent> bent, double ms, double sample_rate,
                   std::shared_ptr<Trial> trial = nullptr) noexcept;

    Outcome process(const Method& method, const ConstBlock& in, const Block& out) noexcept override;
    Status set(const Attribute& attribute, std::span<const Value> values) noexcept override
    {
        return instance_->set(attribute, values);
    }
    Result<std::vector<Value>> get(const Attribute& attribute) noexcept override { return instance_->get(attribute); }
    void reset() noexcept override;
    void seed(std::uint64_t seed) noexcept override { instance_->seed(seed); }
    void set_threads(int count) noexcept override { instance_->set_threads(count); }
    void play_with(std::shared_ptr<const Bent> bent) noexcept override { change_to(std::move(bent), 0, 0); }
    std::unique_ptr<const InstanceState> state() const noexcept override { return instance_->state(); }
    void go_on_from(const InstanceState& state) noexcept override { instance_->go_on_from(state); }
    bool has_finite_state() const noexcept override { return instance_->has_finite_state(); }

private:
    Outcome fade(const Method& method, const ConstBlock& in, const Block& out) noexcept;
    void end_fade() noexcept;

    std::unique_ptr<Instance> instance_;
    std::shared_ptr<const Bent> bent_;
    std::shared_ptr<Trial> trial_;                    // of bent_, until a block has been played
    std::shared_ptr<const Bent> proven_;              // while there is a trial: what was heard before
    std::shared_ptr<const Bent> old_;                 // of a fade
    std::unique_ptr<const InstanceState> old_state_;  // null: no fade
    std::vector<float> old_out_;
    double fade_samples_ = 0;
    double faded_samples_ = 0;
};

}  // namespace latentjam::infer
