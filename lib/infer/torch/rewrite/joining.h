// Elementwise nodes that follow one another become one.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/operators/pointwise.h"

#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <vector>

namespace latentjam::infer::torch_backend {

/// The graph computes the same, and keeps the addresses of what is returned. Throws. [worker]
std::vector<std::unique_ptr<const Pointwise>> join_pointwise(torch::jit::Graph& graph);

}  // namespace latentjam::infer::torch_backend
