// One look at a thread's own pointer for each layer that is not bent.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/bending.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {
thread_local const BendingScope* current_scope = nullptr;
}

void ActivationStates::follow(const std::vector<BentLayer>& layers)
{
    auto before = std::exchange(places_, {});
    places_.resize(layers.size());
    before.resize(layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i)
        for (const auto& activation : layers[i].activations) {
            const auto known = std::find_if(before[i].begin(), before[i].end(),
                                            [&](const Place& place) { return place.activation == activation; });
            if (known != before[i].end())
                places_[i].push_back(*known);
            else
                places_[i].push_back({activation, bend::ActivationState(activation->seed)});
        }
}

void ActivationStates::apply(std::size_t layer, const Activations& activations, at::Tensor& output, double seconds)
{
    if (output.dim() != 3 || output.scalar_type() != at::kFloat || layer >= places_.size()) return;
    output = output.contiguous();
    const bend::ActivationBlock block{output.data_ptr<float>(), static_cast<int>(output.size(0)),
                                      static_cast<int>(output.size(1)), static_cast<int>(output.size(2)), seconds};
    const auto count = std::min(activations.size(), places_[layer].size());
    for (std::size_t i = 0; i < count; ++i) bend::apply(*activations[i], places_[layer][i].state, block);
}

BendingScope::BendingScope(const std::vector<BentLayer>& layers, ActivationStates& states, double seconds)
    : layers_(layers), states_(states), seconds_(seconds)
{
    current_scope = layers.empty() ? nullptr : this;
}

BendingScope::~BendingScope() { current_scope = nullptr; }

const BendingScope* BendingScope::current() noexcept { return current_scope; }

at::Tensor BendingScope::run(const Layer& layer, const at::Tensor& x, const at::Tensor& state,
                             const at::Tensor& added) const
{
    const auto number = static_cast<std::size_t>(layer.number);
    if (number >= layers_.size()) return layer(x, state, added);
    const auto& bent = layers_[number];
    const Layer& played = bent.instead ? *bent.instead : layer;
    if (bent.activations.empty()) return played(x, state, added);
    // What a layer gives is bent before it is added to what stands beside it.
    auto output = played(x, state, {});
    states_.apply(number, bent.activations, output, seconds_);
    if (added.defined()) output.add_(added);
    return output;
}

}  // namespace latentjam::infer::torch_backend
