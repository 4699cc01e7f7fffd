// The operators that we add to libtorch's.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/ir/ir.h>

namespace latentjam::infer::torch_backend {

/// Once per process; false when this libtorch refuses the operators. [worker]
bool register_operators() noexcept;

/// Puts one of ours in the place of an operator that computes the same from the same inputs, more slowly.
void exchange_operator(torch::jit::Graph& graph, torch::jit::Node* node);

}  // namespace latentjam::infer::torch_backend
