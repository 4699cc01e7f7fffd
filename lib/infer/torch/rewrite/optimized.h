// The methods of a model as they run when it is optimized, on weights packed once for all instances.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/torch/operators/layer.h"
#include "infer/torch/operators/pointwise.h"
#include "infer/torch/rewrite/constancy.h"
#include "infer/torch/rewrite/parameters.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/interpreter.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace latentjam::infer::torch_backend {

struct OptimizedMethod {
    torch::jit::Code code;
    std::vector<std::unique_ptr<const Layer>> layers;
    std::vector<std::unique_ptr<const Pointwise>> pointwise;
    std::vector<c10::IValue> defaults;  ///< of arguments behind the input
    std::vector<AttributePath> states;  ///< further inputs: tensors of the instance that runs it
    std::vector<const Layer*> played{};
    std::vector<ParameterView> weights{};  ///< further inputs: parameters outside layers
    std::set<std::size_t> read{};          ///< parameters that the code takes from the module itself
};

struct OptimizedModel {
    std::map<std::string, OptimizedMethod> methods;  ///< those of which something was taken over
    std::map<std::string, Optimized> counts;         ///< of all playable methods
    std::size_t layers = 0;                          ///< their numbers are below that
};

/// Only counts. Never throws. [worker]
OptimizedModel leave_as_it_is(const torch::jit::Module& module, const std::vector<Method>& methods) noexcept;

/// Methods of which nothing was taken over run as they are. The weights that were packed leave `module`, unless
/// something else needs them. Where anything goes wrong nothing is optimized and `module` is as it was; throws
/// std::bad_alloc when there is no memory to pack them. Parameters that are only computed with while this is done are
/// marked as such in `parameters`, which then releases its tensors. [worker]
OptimizedModel optimize(torch::jit::Module& module, const std::vector<Method>& methods, const LoadOptions& options,
                        Parameters& parameters);

/// The tensors of one instance that a method works on.
class OptimizedCall {
public:
    /// `module` is the instance's own copy. Throws. [worker]
    OptimizedCall(const OptimizedMethod& method, const torch::jit::Module& module);

    /// The same as calling the method. `bent` are tensors to play with instead of parameters, by their number; those
    /// that are not defined are the model's own. Throws what the method throws. [worker]
    c10::IValue operator()(at::Tensor input, const std::vector<at::Tensor>& bent) const;

private:
    const OptimizedMethod* method_;
    torch::jit::ObjectPtr self_;
    std::vector<std::pair<torch::jit::ObjectPtr, std::size_t>> states_;
};

}  // namespace latentjam::infer::torch_backend
