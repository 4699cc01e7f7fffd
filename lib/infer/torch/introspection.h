// What a loaded module says about itself: its methods, attributes and sample rate by the nn~ conventions.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/conventions.h"

#include <torch/csrc/jit/api/module.h>

#include <optional>
#include <string>

namespace latentjam::infer::torch_backend {

/// describe() of a loaded module. May throw what the module's own getters throw; call it in `guarded`. [worker]
Result<Introspection> introspect(const torch::jit::Module& module);

/// An attribute or constant of a module, empty when it has none of that name.
std::optional<c10::IValue> value_of(const torch::jit::Module& module, const std::string& name);

/// What a method without arguments returns; empty when there is none of that name or it needs arguments.
std::optional<c10::IValue> call_getter(const torch::jit::Module& module, const std::string& name);

}  // namespace latentjam::infer::torch_backend
