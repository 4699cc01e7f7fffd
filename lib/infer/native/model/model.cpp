// A model makes instances.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/model.h"

#include "infer/native/model/facts.h"
#include "infer/native/model/guard.h"
#include "infer/native/model/instance.h"

#include <algorithm>

namespace latentjam::infer::native {

NativeModel::NativeModel(Module module, const LoadOptions& options)
    : module_(std::move(module)), packing_(std::make_shared<Packing>(options.precision))
{
    if (options.device != infer::Device::kCpu) remarks_.emplace_back("the native runtime plays on the CPU");
}

NativeModel::~NativeModel() = default;

Status NativeModel::prepare()
{
    // It does not own the model, which owns it.
    tried_ = std::make_unique<NativeInstance>(nullptr, module_, packing_);
    auto found = introspect(tried_->interpreter(), tried_->own().root());
    if (!found) return Status::error(module_.name + ": " + found.message());
    description_ = std::move(found->description);
    remarks_.insert(remarks_.end(), found->remarks.begin(), found->remarks.end());
    int samples = std::max(description_.min_block, 1);
    for (const auto& method : description_.methods) samples = std::max({samples, method.in_ratio, method.out_ratio});
    for (const auto& method : description_.methods) {
        try {
            tried_->try_method(method, samples / method.in_ratio);
        } catch (const Unknown& error) {
            return Status::error(module_.name + ": " + method.name + ": " + one_line(error.what()));
        }
    }
    const auto& slots = tried_->own().slots();
    is_streaming_ = std::any_of(slots.begin(), slots.end(),
                                [](const OwnSlot& slot) { return slot.is_state() && slot.value().is_tensor(); });
    return {};
}

Result<std::unique_ptr<Instance>> NativeModel::instantiate() noexcept
{
    std::unique_ptr<Instance> instance;
    const auto status = guarded(module_.name, [&] {
        auto made = std::make_unique<NativeInstance>(shared_from_this(), module_, packing_);
        made->own().learn_from(tried_->own());
        instance = std::move(made);
        return Status();
    });
    if (!status) return status;
    return instance;
}

}  // namespace latentjam::infer::native
