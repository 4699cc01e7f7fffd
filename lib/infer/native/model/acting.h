// Bends of what layers give, while they play.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/activation.h"
#include "infer/native/plan/recorder.h"

#include <map>
#include <memory>
#include <vector>

namespace latentjam::infer::native {

/// One instance's bends of outputs, each where it is in its noise and its oscillation.
class Acting {
public:
    using Activations = std::vector<std::shared_ptr<const bend::Activation>>;

    /// By the weights that a layer plays with. Bends that were there before go on where they are. [worker]
    void follow(const std::map<const Storage*, Activations>& layers);

    bool is_empty() const noexcept { return places_.empty(); }

private:
    friend class ActingRecorder;
    struct Place {
        std::shared_ptr<const bend::Activation> activation;
        std::shared_ptr<bend::ActivationState> state;
    };
    std::map<const Storage*, std::vector<Place>> places_;
};

/// Writes down a run in which outputs of layers are bent, after each of them.
class ActingRecorder final : public Recorder {
public:
    /// `seconds` is what the call lasts.
    ActingRecorder(const Acting& acting, double seconds) : acting_(acting), seconds_(seconds) {}
    void saw(std::unique_ptr<Step> step) override;

private:
    const Acting& acting_;
    const double seconds_;
};

}  // namespace latentjam::infer::native
