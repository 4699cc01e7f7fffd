// Walking the nodes of a graph: finding them, what they write, and removing dead ones.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <functional>
#include <vector>

namespace latentjam::infer::torch_backend {

/// The nodes of a block, and of its inner blocks, for which `wanted` holds, in order. During a walk over them, only
/// nodes that are not wanted, or were visited already, may be destroyed.
std::vector<torch::jit::Node*> nodes_in(torch::jit::Block* block,
                                        const std::function<bool(const torch::jit::Node*)>& wanted);

/// Removes dead nodes, but for those that write, draw random numbers or may stop the method.
void remove_dead(torch::jit::Block* block);

/// Whether a node may change a tensor or a list, other than the state of our own operators.
bool may_write(const torch::jit::Node* node);

/// Whether anything between two nodes of one block may change a tensor, other than the state of our own operators.
bool writes_between(const torch::jit::Node* first, const torch::jit::Node* last, const torch::jit::Node* but = nullptr);

}  // namespace latentjam::infer::torch_backend
