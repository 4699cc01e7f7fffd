// What a loaded module says about itself: its methods, attributes and sample rate by the nn~ conventions.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <torch/csrc/jit/api/module.h>

#include <optional>
#include <string>
#include <vector>

namespace latentjam::infer::torch_backend {

struct Introspection {
    Description description;
    std::vector<std::string> remarks;  ///< what was left out, and why
};

/// Reads, never assumes: lists and getters of newer exports, bare `<m>_params` buffers of older ones. An error when no
/// method is playable. May throw what the module's own getters throw; call it in `guarded`. [worker]
Result<Introspection> introspect(const torch::jit::Module& module);

/// An attribute or constant of a module, empty when it has none of that name.
std::optional<c10::IValue> value_of(const torch::jit::Module& module, const std::string& name);

/// What a method without arguments returns; empty when there is none of that name or it needs arguments.
std::optional<c10::IValue> call_getter(const torch::jit::Module& module, const std::string& name);

}  // namespace latentjam::infer::torch_backend
