// Bringing a method's code into the form in which convolutions are recognised: what never changes becomes constants.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/rewrite/constancy.h"

#include <torch/csrc/jit/ir/ir.h>

#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace latentjam::infer::torch_backend {

/// The nodes of a block, and of its inner blocks, for which `wanted` holds, in order. While they are gone through, only
/// nodes that are not wanted, or were gone through already, may be destroyed.
std::vector<torch::jit::Node*> nodes_in(torch::jit::Block* block,
                                        const std::function<bool(const torch::jit::Node*)>& wanted);

/// Removes what nobody asks for any more, but for what writes, draws random numbers or may stop the method.
void remove_dead(torch::jit::Block* block);

/// Constants for what never changes, short loops written out, lists made at once, slices of everything left out. The
/// graph computes the same. `folded` gets the storages of the tensors that became constants. Throws. [worker]
void fold_constants(std::shared_ptr<torch::jit::Graph>& graph, const Constancy& constancy,
                    std::set<const void*>& folded);

}  // namespace latentjam::infer::torch_backend
