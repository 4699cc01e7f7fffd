// Operators of libtorch that give way to one of ours.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/ir/ir.h>

namespace latentjam::infer::torch_backend {

/// Puts one of ours in the place of an operator that computes the same from the same inputs, more slowly. Throws.
/// [worker]
void exchange_operator(torch::jit::Graph& graph, torch::jit::Node* node);

}  // namespace latentjam::infer::torch_backend
