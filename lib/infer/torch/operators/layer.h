// The operators that stand in optimized code for convolutions and what surrounds them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/convolution.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <optional>
#include <vector>

namespace latentjam::infer::torch_backend {

struct ParameterView;

/// One packed convolution and what was taken over with it. Shared by all instances, never written after loading.
struct Layer {
    std::shared_ptr<const kernel::conv::PackedWeights> weights;
    std::shared_ptr<const kernel::conv::WeightStore> store;  ///< where they lie
    std::vector<float> bias;                                 ///< empty, or one an output
    std::optional<double> slope;                             ///< of a leaky ReLU in front
    int interleave = 1;                                      ///< neighbouring outputs that become one channel
    bool joins_taps = false;          ///< the code laid the taps side by side and used a kernel of 1
    std::int64_t past_frames = 0;     ///< kept in `state`, as cached_conv's padding does
    std::int64_t overlap_frames = 0;  ///< kept in `state`, as cached_conv's transposed convolutions do
    int number = -1;                  ///< among all layers of the model: what bends name it by
    int weight_parameter = -1;        ///< of the model's parameters; -1: computed from several
    int bias_parameter = -1;
    std::shared_ptr<const ParameterView> weight_view;  ///< of that parameter, where it is not simply all of it

    /// What libtorch would have computed, operator by operator: where inputs are not what they should be, it throws
    /// what the plain model throws.
    at::Tensor plainly(const at::Tensor& x, const at::Tensor& state, const at::Tensor& added) const;

    at::Tensor operator()(const at::Tensor& x, const at::Tensor& state, const at::Tensor& added) const;
};

/// latentjam::layer(Tensor x, Tensor(a!)? state, Tensor? added, int layer) -> Tensor. The number is the layer's
/// address, since the interpreter keeps one operation for all nodes of a name: who runs the graph keeps its layers. The
/// node is inserted where the graph's insertion point is.
torch::jit::Node* insert_layer(torch::jit::Graph& graph, const Layer& layer, torch::jit::Value* x,
                               torch::jit::Value* state = nullptr, torch::jit::Value* added = nullptr);
const Layer& layer_of(const torch::jit::Node* node);
bool is_layer(const torch::jit::Node* node);

/// latentjam::past(Tensor x, Tensor(a!) state, int frames, bool crop) -> Tensor: state and x joined in time, their last
/// `frames` kept in state; with `crop`, without those: x delayed.
torch::jit::Node* insert_past(torch::jit::Graph& graph, torch::jit::Value* x, torch::jit::Value* state,
                              std::int64_t frames, bool crop);
bool is_past(const torch::jit::Node* node);
std::int64_t frames_kept(const torch::jit::Node* past);
bool crops(const torch::jit::Node* past);

/// What stands for a state or a summand that a layer does not have.
bool is_absent(const torch::jit::Value* value);

// What the interpreter calls.
void run_layer(torch::jit::Stack& stack);
void run_past(torch::jit::Stack& stack);

}  // namespace latentjam::infer::torch_backend
