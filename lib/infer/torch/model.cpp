// A model makes instances.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/model.h"

#include "base/memory.h"
#include "infer/torch/guard.h"
#include "infer/torch/instance.h"

#include <algorithm>

namespace latentjam::infer::torch_backend {

TorchModel::TorchModel(std::string name, torch::jit::Module module, c10::Device device, Introspection introspection,
                       std::vector<StatePlace> state, Parameters parameters, OptimizedModel optimized)
    : name_(std::move(name)),
      module_(std::move(module)),
      device_(device),
      description_(std::move(introspection.description)),
      state_(std::move(state)),
      parameters_(std::move(parameters)),
      remarks_(std::move(introspection.remarks)),
      optimized_(std::move(optimized))
{
}

// Runs where the last reference is released, which is a worker.
TorchModel::~TorchModel()
{
    optimized_ = {};
    module_ = {};
    trim_memory();
}

Optimized TorchModel::optimized(std::string_view method) const
{
    const auto found = optimized_.counts.find(std::string(method));
    return found == optimized_.counts.end() ? Optimized{} : found->second;
}

bool TorchModel::is_streaming() const
{
    return std::any_of(state_.begin(), state_.end(), [](const StatePlace& place) { return place.is_tensor; });
}

bool TorchModel::uses(const Method& method, std::size_t parameter) const
{
    const auto found = optimized_.methods.find(method.name);
    if (found == optimized_.methods.end()) return parameters_.is_read_by(method.name, parameter);
    return is_heard_in(found->second, parameter);
}

Result<std::vector<float>> TorchModel::weights(std::size_t parameter) noexcept
{
    std::optional<std::vector<float>> numbers;
    const auto status = guarded(name_, [&] {
        numbers = numbers_of(parameter, parameters_, module_, optimized_);
        return numbers ? Status() : Status::error(parameters_.list()[parameter].name + " cannot be read");
    });
    if (!status) return status;
    return std::move(*numbers);
}

bool TorchModel::changes_in_place(std::size_t parameter) const
{
    return packed_alone(parameter, parameters_, optimized_) != nullptr;
}

Result<std::shared_ptr<const Bent>> TorchModel::bend(std::shared_ptr<const Bent> before,
                                                     std::span<const NewWeights> weights,
                                                     std::span<const NewActivations> activations) noexcept
{
    std::shared_ptr<const Bent> bent;
    const auto status = guarded(name_, [&] {
        auto result = bent_from(static_cast<const TorchBent*>(before.get()), weights, activations, parameters_,
                                optimized_, device_);
        if (result) bent = std::move(*result);
        return result.status();
    });
    if (!status) return status;
    return bent;
}

Result<std::unique_ptr<Instance>> TorchModel::instantiate() noexcept
{
    std::unique_ptr<Instance> instance;
    auto status = guarded(name_, [&] {
        instance = std::make_unique<TorchInstance>(shared_from_this(), module_, state_, parameters_, optimized_.methods,
                                                   device_, name_);
        return Status();
    });
    if (!status) return status;
    return instance;
}

}  // namespace latentjam::infer::torch_backend
