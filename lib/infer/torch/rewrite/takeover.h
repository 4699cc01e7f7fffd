// Optimizing a method's code: convolutions whose weights never change become layers of ours.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/operators/layer.h"
#include "infer/torch/operators/pointwise.h"
#include "infer/torch/rewrite/constancy.h"
#include "infer/torch/rewrite/parameters.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace latentjam::infer::torch_backend {

/// Packed weights of one model; methods that use the same weights share them. They are packed at the end, one after the
/// other, and each original is released before the next: at no time are all of them there twice.
class Packer {
public:
    /// `parameters` outlives it.
    Packer(kernel::Precision precision, const Parameters& parameters)
        : precision_(precision), parameters_(parameters), store_(std::make_shared<kernel::conv::WeightStore>())
    {
    }

    const Parameters& parameters() const { return parameters_; }

    /// The number of the next layer of the model.
    int next_number() { return numbers_++; }
    int layers() const { return numbers_; }

    /// A layer on these weights, or nothing where they are not supported.
    std::optional<Layer> pack(const kernel::conv::Shape& shape, const at::Tensor& weight, const at::Tensor& bias);

    /// Packs what layers were promised, when the module has released what only they need. Throws std::bad_alloc.
    void finish();

private:
    struct Packed {
        at::Tensor weight;  // while methods are optimized: what is equal is packed once
        std::shared_ptr<kernel::conv::PackedWeights> weights;
    };
    kernel::Precision precision_;
    const Parameters& parameters_;
    int numbers_ = 0;
    std::shared_ptr<kernel::conv::WeightStore> store_;
    std::vector<Packed> packed_;
};

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
