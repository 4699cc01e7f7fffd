// SPDX-License-Identifier: BSD-3-Clause
#include "infer/fading_instance.h"

#include <algorithm>
#include <utility>

namespace latentjam::infer {

void FadingInstance::change_to(std::shared_ptr<const Bent> bent, double ms, double sample_rate,
                               std::shared_ptr<Trial> trial) noexcept
{
    const auto before = std::exchange(bent_, std::move(bent));
    const auto heard = trial_ ? std::exchange(proven_, nullptr) : before;
    trial_ = std::move(trial);
    if (trial_) proven_ = heard;
    old_state_ = ms > 0 ? instance_->state() : nullptr;
    old_ = old_state_ ? heard : nullptr;
    fade_samples_ = ms * 0.001 * sample_rate;
    faded_samples_ = 0;
    instance_->play_with(bent_);
}

Outcome FadingInstance::process(const Method& method, const ConstBlock& in, const Block& out) noexcept
{
    if (!trial_) return fade(method, in, out);
    const auto trial = std::exchange(trial_, nullptr);
    const auto proven = std::exchange(proven_, nullptr);
    const auto before = instance_->state();
    Outcome outcome = fade(method, in, out);
    if (outcome && instance_->has_finite_state()) {
        trial->pass();
        return outcome;
    }
    trial->refuse(outcome ? "the model's state is then not finite (NaN or infinity)" : outcome.message());
    end_fade();
    bent_ = proven;
    instance_->play_with(bent_);
    if (before)
        instance_->go_on_from(*before);
    else
        instance_->reset();
    return instance_->process(method, in, out);
}

Outcome FadingInstance::fade(const Method& method, const ConstBlock& in, const Block& out) noexcept
{
    if (!old_state_) return instance_->process(method, in, out);
    const auto new_state = instance_->state();
    old_out_.resize(out.data.size());
    instance_->play_with(old_);
    instance_->go_on_from(*old_state_);
    const Outcome old = instance_->process(method, in, {old_out_, out.voices, out.channels, out.frames});
    old_state_ = instance_->state();
    instance_->play_with(bent_);
    if (new_state) instance_->go_on_from(*new_state);
    Outcome outcome = instance_->process(method, in, out);
    if (old.has_block() && outcome.has_block())
        for (std::size_t i = 0; i < out.data.size(); ++i) {
            const auto frame = i % static_cast<std::size_t>(out.frames);
            const double done = (faded_samples_ + static_cast<double>(frame) * method.out_ratio) / fade_samples_;
            const auto gain = static_cast<float>(std::min(1.0, done));
            out.data[i] = old_out_[i] + gain * (out.data[i] - old_out_[i]);
        }
    faded_samples_ += static_cast<double>(out.frames) * method.out_ratio;
    if (faded_samples_ >= fade_samples_) end_fade();
    return outcome;
}

void FadingInstance::end_fade() noexcept
{
    old_state_ = nullptr;
    old_ = nullptr;
}

void FadingInstance::reset() noexcept
{
    end_fade();
    instance_->reset();
}

}  // namespace latentjam::infer
