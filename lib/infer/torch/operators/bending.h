// What an instance plays instead of its model's layers, while one of its methods runs.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/activation.h"
#include "infer/torch/operators/layer.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace latentjam::infer::torch_backend {

using Activations = std::vector<std::shared_ptr<const bend::Activation>>;

/// By the number of the layer.
struct BentLayer {
    std::shared_ptr<const Layer> instead;  ///< null: the model's own
    Activations activations;               ///< of its output
};

/// Where the activation bends of one instance are: noise and oscillations go on from call to call.
class ActivationStates {
public:
    /// Bends that were there before go on where they are. [worker]
    void follow(const std::vector<BentLayer>& layers);

    /// Bends the output of a layer. [worker]
    void apply(std::size_t layer, const Activations& activations, at::Tensor& output, double seconds);

private:
    struct Place {
        std::shared_ptr<const bend::Activation> activation;
        bend::ActivationState state;
    };
    std::vector<std::vector<Place>> places_;  // by layer
};

/// While it lives, layers that this thread runs are bent. Scopes do not nest.
class BendingScope {
public:
    /// `layers` may be empty. `seconds` is what the call lasts.
    BendingScope(const std::vector<BentLayer>& layers, ActivationStates& states, double seconds);
    ~BendingScope();
    BendingScope(const BendingScope&) = delete;
    BendingScope& operator=(const BendingScope&) = delete;

    /// The scope of this thread; null where there is none.
    static const BendingScope* current() noexcept;

    /// Runs the layer as it is bent.
    at::Tensor run(const Layer& layer, const at::Tensor& x, const at::Tensor& state, const at::Tensor& added) const;

private:
    const std::vector<BentLayer>& layers_;
    ActivationStates& states_;
    const double seconds_;
};

}  // namespace latentjam::infer::torch_backend
