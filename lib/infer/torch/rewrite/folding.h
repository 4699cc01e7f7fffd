// Bringing a method's code into the form in which convolutions are recognised: what never changes becomes constants.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/rewrite/constancy.h"

#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <set>

namespace latentjam::infer::torch_backend {

/// Constants for what never changes, short loops unrolled, lists frozen, full slices dropped. The
/// graph computes the same. `folded` gets the storages of the tensors that became constants. Throws. [worker]
void fold_constants(std::shared_ptr<torch::jit::Graph>& graph, const Constancy& constancy,
                    std::set<const void*>& folded);

}  // namespace latentjam::infer::torch_backend
