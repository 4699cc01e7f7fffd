// A step after each layer whose output is bent.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/acting.h"

#include "infer/native/operators/convolution.h"

#include <algorithm>
#include <utility>

namespace latentjam::infer::native {

namespace {

/// In place, on what a convolution has just written.
class ActingStep final : public Step {
public:
    ActingStep(const Tensor& output, std::shared_ptr<const bend::Activation> activation,
               std::shared_ptr<bend::ActivationState> state, double seconds)
        : Step({output}, {output}), activation_(std::move(activation)), state_(std::move(state)), seconds_(seconds)
    {
    }

    void run() override
    {
        const auto& output = writes_.front();
        bend::apply(*activation_, *state_,
                    {output.data<float>(), static_cast<int>(output.size(0)), static_cast<int>(output.size(1)),
                     static_cast<int>(output.size(2)), seconds_});
    }

    // Controls move, noise goes on.
    bool is_repeatable() const override { return false; }

private:
    std::shared_ptr<const bend::Activation> activation_;
    std::shared_ptr<bend::ActivationState> state_;
    const double seconds_;
};

}  // namespace

void Acting::follow(const std::map<const Storage*, Activations>& layers)
{
    std::vector<Place> before;
    for (const auto& [storage, places] : places_) before.insert(before.end(), places.begin(), places.end());
    places_.clear();
    for (const auto& [storage, activations] : layers)
        for (const auto& activation : activations) {
            const auto known = std::find_if(before.begin(), before.end(),
                                            [&](const Place& place) { return place.activation == activation; });
            places_[storage].push_back(
                known != before.end() ? *known
                                      : Place{activation, std::make_shared<bend::ActivationState>(activation->seed)});
        }
}

void ActingRecorder::saw(std::unique_ptr<Step> step)
{
    const auto* layer = dynamic_cast<const ConvolutionStep*>(step.get());
    const auto found = layer != nullptr ? acting_.places_.find(layer->weight().storage().get()) : acting_.places_.end();
    const auto output = step->writes().empty() ? Tensor() : step->writes().front();
    Recorder::saw(std::move(step));
    if (found == acting_.places_.end()) return;
    for (const auto& [activation, state] : found->second) {
        auto bent = std::make_unique<ActingStep>(output, activation, state, seconds_);
        bent->run();
        Recorder::saw(std::move(bent));
    }
}

}  // namespace latentjam::infer::native
