// Setting and reading a model's attributes through its own setters and getters.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <torch/csrc/jit/api/module.h>

#include <span>
#include <vector>

namespace latentjam::infer::torch_backend {

/// Calls `set_<name>`, or `set_buffer_attribute` for buffers. Whole floats are accepted as ints, 0 and 1 as bools;
/// everything else must have the attribute's type. An empty buffer clears. The error names attribute, value and type.
/// May throw what the model throws; call it in `guarded`. [worker]
Status set_attribute(const torch::jit::Module& module, const Attribute& attribute, std::span<const Value> values);

/// Calls `get_<name>`, or reads the attribute itself where the model has no getter. A buffer comes back as samples, or
/// as the text by which newer models describe it. May throw; call it in `guarded`. [worker]
Result<std::vector<Value>> get_attribute(const torch::jit::Module& module, const Attribute& attribute);

}  // namespace latentjam::infer::torch_backend
