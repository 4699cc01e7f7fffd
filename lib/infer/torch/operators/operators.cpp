// The operators that we add to libtorch's.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/operators.h"

#include "infer/torch/operators/flip.h"
#include "infer/torch/operators/layer.h"
#include "infer/torch/operators/linear.h"
#include "infer/torch/operators/pointwise.h"
#include "infer/torch/operators/small_product.h"

#include <torch/csrc/jit/runtime/operator.h>

namespace latentjam::infer::torch_backend {

bool register_operators() noexcept
{
    static const bool kRegistered = [] {
        try {
            const auto add = [](const char* schema, void (*run)(torch::jit::Stack&)) {
                torch::jit::registerOperator(torch::jit::Operator(schema, run, c10::AliasAnalysisKind::FROM_SCHEMA));
            };
            add("latentjam::layer(Tensor x, Tensor(a!)? state, Tensor? added, int layer) -> Tensor", run_layer);
            add("latentjam::past(Tensor x, Tensor(a!) state, int frames, bool crop) -> Tensor", run_past);
            add("latentjam::flip(Tensor x, int[] dims) -> Tensor", run_flip);
            add("latentjam::add_flipped_(Tensor(a!) to, Tensor x, int[] dims) -> Tensor(a!)", run_add_flipped);
            add("latentjam::multiply_add_flipped_(Tensor a, Tensor b, Tensor(a!) out, Tensor(b!) to, Tensor x, "
                "int[] dims) -> Tensor(b!)",
                run_multiply_add_flipped);
            add("latentjam::linear(Tensor x, int layer) -> Tensor", run_linear);
            add("latentjam::bmm(Tensor a, Tensor b) -> Tensor", run_small_product);
            register_pointwise();
            return true;
        } catch (...) {
            return false;
        }
    }();
    return kRegistered;
}

}  // namespace latentjam::infer::torch_backend
