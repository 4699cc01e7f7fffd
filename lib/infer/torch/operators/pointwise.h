// Elementwise operations that follow one another, fused into one pass.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/pointwise/program.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <torch/csrc/jit/ir/ir.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace latentjam::infer::torch_backend {

/// What several nodes compute, of which only the last one's result is wanted. Shared by all instances.
class Pointwise {
public:
    /// The nodes in the order in which they run: all of them pointwise, each result wanted by later ones only. At
    /// most kMostPointwiseNodes, which take at most kernel::pointwise::kMostOperands values from outside.
    explicit Pointwise(const std::vector<torch::jit::Node*>& nodes);

    /// What the nodes take from outside: tensors and numbers, in the order of the operands.
    const std::vector<torch::jit::Value*>& inputs() const { return inputs_; }

    /// Operands that are not floats in memory, or shapes for which libtorch has a message, go node by node.
    at::Tensor operator()(std::span<const c10::IValue> operands) const;

private:
    struct Node {
        mutable torch::jit::Operation run;  // logically const, though torch does not declare it
        std::vector<std::size_t> inputs;    // places: operands, constants, results
        bool is_slow;                       // worth computing once per number only
    };

    at::Tensor one_by_one(std::span<const c10::IValue> operands) const;
    bool find_sizes(std::span<const c10::IValue> operands, kernel::pointwise::Sizes& sizes) const;

    std::vector<torch::jit::Value*> inputs_;  // while the graph is made
    std::vector<c10::IValue> constants_;
    std::vector<Node> nodes_;
    kernel::pointwise::Program program_{0};
};

/// The most nodes of one group.
inline constexpr std::size_t kMostPointwiseNodes = 48;

/// A node that computes `pointwise`, where the graph's insertion point is. It keeps the address, as layers' nodes do.
torch::jit::Node* insert_pointwise(torch::jit::Graph& graph, const Pointwise& pointwise);

/// latentjam::pointwise(operands...) -> Tensor. Throws where libtorch refuses it.
void register_pointwise();

}  // namespace latentjam::infer::torch_backend
