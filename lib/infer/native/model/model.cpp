// A model makes instances.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/model.h"

#include "base/memory.h"
#include "infer/native/model/facts.h"
#include "infer/native/model/guard.h"
#include "infer/native/model/instance.h"

#include <algorithm>
#include <map>

namespace latentjam::infer::native {

NativeModel::NativeModel(Module module, const LoadOptions& options)
    : module_(std::move(module)),
      packing_(std::make_shared<Packing>(options.precision)),
      sizes_(std::make_shared<PlayedSizes>())
{
    if (options.device != infer::Device::kCpu) remarks_.emplace_back("the native runtime plays on the CPU");
}

// Runs where the last reference is released, which is a worker.
NativeModel::~NativeModel()
{
    tried_ = nullptr;
    parameters_ = {};
    packing_ = nullptr;
    module_ = {};
    trim_memory();
}

Status NativeModel::prepare()
{
    // It does not own the model, which owns it.
    tried_ = std::make_unique<NativeInstance>(nullptr, module_, parameters_, packing_, sizes_);
    auto found = introspect(tried_->interpreter(), tried_->own().root());
    if (!found) return Status::error(module_.name + ": " + found.message());
    description_ = std::move(found->description);
    remarks_.insert(remarks_.end(), found->remarks.begin(), found->remarks.end());
    int samples = std::max(description_.min_block, 1);
    for (const auto& method : description_.methods) samples = std::max({samples, method.in_ratio, method.out_ratio});
    std::map<std::string, Reading> read;
    for (const auto& method : description_.methods) {
        try {
            Reading reading;
            if (tried_->try_method(method, samples / method.in_ratio, reading)) read[method.name] = std::move(reading);
        } catch (const Unknown& error) {
            return Status::error(module_.name + ": " + method.name + ": " + one_line(error.what()));
        }
    }
    packing_->end_trial();
    parameters_ = Parameters(module_.root, tried_->own());
    for (const auto& [name, reading] : read) parameters_.learn(name, reading, tried_->own());
    const auto& slots = tried_->own().slots();
    is_streaming_ = std::any_of(slots.begin(), slots.end(),
                                [](const OwnSlot& slot) { return slot.is_state() && slot.value().is_tensor(); });
    return {};
}

Result<std::vector<float>> NativeModel::weights(std::size_t parameter) noexcept
{
    std::vector<float> numbers;
    const auto status = guarded(module_.name, [&] {
        numbers = parameters_.numbers(parameter);
        return Status();
    });
    if (!status) return status;
    return numbers;
}

Result<std::shared_ptr<const Bent>> NativeModel::bend(std::shared_ptr<const Bent> before,
                                                      std::span<const NewWeights> weights,
                                                      std::span<const NewActivations> activations) noexcept
{
    std::shared_ptr<NativeBent> bent;
    const auto status = guarded(module_.name, [&] {
        bent = before ? std::make_shared<NativeBent>(static_cast<const NativeBent&>(*before))
                      : std::make_shared<NativeBent>();
        for (const auto& change : weights)
            if (change.values)
                bent->tensors[change.parameter] = parameters_.with_numbers(change.parameter, *change.values);
            else
                bent->tensors.erase(change.parameter);
        bent->activations.clear();
        for (const auto& one : activations) {
            auto& there = bent->activations[one.parameter];
            there.insert(there.end(), one.activations.begin(), one.activations.end());
        }
        return Status();
    });
    if (!status) return status;
    return std::shared_ptr<const Bent>(std::move(bent));
}

Result<std::unique_ptr<Instance>> NativeModel::instantiate() noexcept
{
    std::unique_ptr<Instance> instance;
    const auto status = guarded(module_.name, [&] {
        auto made = std::make_unique<NativeInstance>(shared_from_this(), module_, parameters_, packing_, sizes_);
        made->own().learn_from(tried_->own());
        made->prepare();
        instance = std::move(made);
        return Status();
    });
    if (!was_trimmed_.exchange(true))
        trim_memory();  // the load's: of the script's values, of an instance that rehearsed
    if (!status) return status;
    return instance;
}

}  // namespace latentjam::infer::native
