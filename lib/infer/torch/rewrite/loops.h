// Unrolls loops whose trip count is known.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <cstddef>
#include <unordered_map>

namespace latentjam::infer::torch_backend {

/// For one graph, over several rounds: between them, constants are computed. The graph computes the same.
class LoopWriter {
public:
    explicit LoopWriter(torch::jit::Graph& graph) : graph_(graph) {}

    /// Unrolls loops with a known, small trip count, and peels one iteration off each that a counter ends; whether
    /// anything changed. Throws. [worker]
    bool write();

private:
    bool write_one_out();
    bool take_a_turn(torch::jit::Node* loop);

    torch::jit::Graph& graph_;
    std::unordered_map<const torch::jit::Node*, std::size_t>
        written_;  // nodes, of loops that are peeled one iteration at a time
};

}  // namespace latentjam::infer::torch_backend
