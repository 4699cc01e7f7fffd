// Which nodes are elementwise operations, and what they compute.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/pointwise/program.h"

#include <torch/csrc/jit/ir/ir.h>

#include <vector>

namespace latentjam::infer::torch_backend {

/// Whether a node is an elementwise operation, as far as its kind and its constants tell.
bool is_pointwise(const torch::jit::Node* node);

// Of such nodes alone:

/// Worth computing once per number only.
bool is_slow(const torch::jit::Node* node);

/// Adds what the node computes to a program, in which `in` are the places of its inputs. Returns its result's place.
int add_steps(kernel::pointwise::Program& program, const torch::jit::Node* node, const std::vector<int>& in);

}  // namespace latentjam::infer::torch_backend
