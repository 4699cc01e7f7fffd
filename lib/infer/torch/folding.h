// Bringing a method's code into the form in which convolutions are recognised: what never changes becomes constants.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/constancy.h"

#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <set>
#include <vector>

namespace latentjam::infer::torch_backend {

/// All nodes of a block, those of its inner blocks too, in order.
std::vector<torch::jit::Node*> nodes_in(torch::jit::Block* block);

/// Removes what nobody asks for any more, but for what writes, draws random numbers or may stop the method.
void remove_dead(torch::jit::Block* block);

/// Constants for what never changes, short loops written out, lists made at once, slices of everything left out. The
/// graph computes the same. `folded` gets the storages of the tensors that became constants. Throws. [worker]
void fold_constants(std::shared_ptr<torch::jit::Graph>& graph, const Constancy& constancy,
                    std::set<const void*>& folded);

}  // namespace latentjam::infer::torch_backend
