// A model makes instances.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/model.h"

#include "infer/torch/guard.h"
#include "infer/torch/instance.h"
#include "infer/torch/sharing.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace latentjam::infer::torch_backend {

TorchModel::TorchModel(std::string name, torch::jit::Module module, c10::Device device, Introspection introspection)
    : name_(std::move(name)),
      module_(std::move(module)),
      device_(device),
      description_(std::move(introspection.description)),
      is_streaming_(!StreamingState(module_).is_empty()),
      remarks_(std::move(introspection.remarks))
{
}

// glibc keeps freed heap for the thread that had it, and every load may run on another one: without this, each model
// that was swapped away would leave its weights' memory behind. Runs where the last user lets go, which is a worker.
TorchModel::~TorchModel()
{
    module_ = {};
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

Result<std::unique_ptr<Instance>> TorchModel::instantiate() noexcept
{
    std::unique_ptr<Instance> instance;
    auto status = guarded(name_, [&] {
        instance = std::make_unique<TorchInstance>(shared_from_this(), module_, device_, name_);
        return Status();
    });
    if (!status) return status;
    return instance;
}

}  // namespace latentjam::infer::torch_backend
