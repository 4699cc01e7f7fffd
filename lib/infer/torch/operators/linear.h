// Products with weights that never change, in panels as convolutions have them: libtorch's BLAS packs them in each
// call. SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/operators/layer.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/stack.h>
#include <torch/csrc/jit/ir/ir.h>

namespace latentjam::infer::torch_backend {

/// at::linear(x, weight, bias) but for rounding, for a layer whose kernel is 1.
at::Tensor linear(const Layer& layer, const at::Tensor& x);

/// latentjam::linear(Tensor x, int layer) -> Tensor. The number is the layer's address, as that of latentjam::layer.
torch::jit::Node* insert_linear(torch::jit::Graph& graph, const Layer& layer, torch::jit::Value* x);

void run_linear(torch::jit::Stack& stack);

}  // namespace latentjam::infer::torch_backend
