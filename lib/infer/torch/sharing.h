// A copy of a loaded module that shares its weights and owns everything a call can change.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/api/module.h>

namespace latentjam::infer::torch_backend {

/// Copies the tree of modules and script objects. Parameters are shared; buffers, other tensors, lists and dictionaries
/// are copied. What is referred to twice in the original is referred to twice in the copy. Code is shared. Throws.
/// [worker]
torch::jit::Module share_weights(const torch::jit::Module& module);

/// A copy of one value by the same rules.
c10::IValue copy_of(const c10::IValue& value);

}  // namespace latentjam::infer::torch_backend
