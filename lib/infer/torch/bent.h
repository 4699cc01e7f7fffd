// Other weights for a model: layers packed anew, tensors that stand in for the module's.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/operators/bending.h"
#include "infer/torch/rewrite/optimized.h"
#include "infer/torch/rewrite/parameters.h"

#include <torch/csrc/jit/api/module.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace latentjam::infer::torch_backend {

/// Both lists may be empty: nothing is bent there.
struct TorchBent final : Bent {
    std::shared_ptr<kernel::conv::SpareStores> spares;  ///< of all that were bent one from another
    std::vector<BentLayer> layers;                      ///< by the number of the layer
    std::vector<at::Tensor> tensors;                    ///< by the parameter; not defined: the model's own
};

/// Model::bend(). Only the layers that have the parameters of `weights` are packed anew. Throws. [worker]
Result<std::shared_ptr<const TorchBent>> bent_from(const TorchBent* before, std::span<const NewWeights> weights,
                                                   std::span<const NewActivations> activations,
                                                   const Parameters& parameters, const OptimizedModel& optimized,
                                                   c10::Device device);

/// A parameter's own numbers, wherever they are after loading: in the module, in the code, or in a layer, where half
/// precision has rounded them. Nothing when they are nowhere. Throws. [worker]
std::optional<std::vector<float>> numbers_of(std::size_t parameter, const Parameters& parameters,
                                             const torch::jit::Module& module, const OptimizedModel& optimized);

/// The packed weights that hold all of a parameter, number for number in full precision and in another order, and
/// nothing else does; null when there are none. [any]
const kernel::conv::PackedWeights* packed_alone(std::size_t parameter, const Parameters& parameters,
                                                const OptimizedModel& optimized);

/// Whether the code of a method uses the parameter.
bool is_heard_in(const OptimizedMethod& method, std::size_t parameter);

/// Puts the tensors of `next` into an instance's own module, and the original's back where only `before` had some.
/// Either may be null. Throws. [worker]
void exchange_tensors(const TorchBent* before, const TorchBent* next, const Parameters& parameters,
                      const torch::jit::Module& original, const torch::jit::Module& own);

}  // namespace latentjam::infer::torch_backend
