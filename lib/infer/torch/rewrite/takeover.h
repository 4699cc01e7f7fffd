// Optimizing a method's code: convolutions whose weights never change become layers of ours.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/operators/pointwise.h"
#include "infer/torch/rewrite/constancy.h"
#include "infer/torch/rewrite/packer.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace latentjam::infer::torch_backend {

/// A method's optimized code. Its inputs: self, the method's own, then one tensor for each of `states` and of
/// `weights`.
struct Takeover {
    std::shared_ptr<torch::jit::Graph> graph;
    std::vector<std::unique_ptr<const Layer>> layers;  ///< that the graph refers to, and some that it no longer does
    std::vector<std::unique_ptr<const Pointwise>> pointwise;  ///< the same
    std::vector<const Layer*> played;                         ///< those that the graph refers to
    std::vector<AttributePath> states;
    std::vector<ParameterView> weights;  ///< parameters outside layers
    std::set<std::size_t> read;          ///< parameters that the code takes from the module itself
    std::set<const void*> folded;        ///< storages of the tensors that became constants on the way
    int convolutions = 0;                ///< of the method
    int taken = 0;                       ///< by us
};

/// The code of one method of the module that `constancy` has read. With `bends`, the weights of linear layers stay
/// libtorch's, where bends reach them. Throws. [worker]
Takeover take_over(const torch::jit::Function& method, const Constancy& constancy, Packer& packer, bool bends);

}  // namespace latentjam::infer::torch_backend
