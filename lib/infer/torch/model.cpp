// A model makes instances.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/model.h"

#include "infer/torch/guard.h"
#include "infer/torch/instance.h"
#include "infer/torch/memory.h"

#include <algorithm>

namespace latentjam::infer::torch_backend {

TorchModel::TorchModel(std::string name, torch::jit::Module module, c10::Device device, Introspection introspection,
                       OptimizedModel optimized)
    : name_(std::move(name)),
      module_(std::move(module)),
      device_(device),
      description_(std::move(introspection.description)),
      state_(find_state(module_, description_.methods)),
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

Result<std::unique_ptr<Instance>> TorchModel::instantiate() noexcept
{
    std::unique_ptr<Instance> instance;
    auto status = guarded(name_, [&] {
        instance =
            std::make_unique<TorchInstance>(shared_from_this(), module_, state_, optimized_.methods, device_, name_);
        return Status();
    });
    if (!status) return status;
    return instance;
}

}  // namespace latentjam::infer::torch_backend
