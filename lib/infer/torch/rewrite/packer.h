// Layers of ours on a model's weights: what is equal is packed once.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torch/operators/layer.h"
#include "infer/torch/rewrite/parameters.h"

#include <memory>
#include <optional>
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

/// The numbers of a tensor of 32-bit floats.
std::vector<float> numbers_in(const at::Tensor& tensor);

}  // namespace latentjam::infer::torch_backend
