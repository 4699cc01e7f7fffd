// What single values of a graph are: constants, sizes, and the operators that made them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace latentjam::infer::torch_backend {

/// Whether a node is this operator: "aten::cat".
bool is(const torch::jit::Node* node, const char* kind);

bool is_none(const torch::jit::Value* value);
bool is_tensor(const torch::jit::Value* value);

// Constants, where they are.
std::optional<std::int64_t> int_of(const torch::jit::Value* value);
std::optional<double> number_of(const torch::jit::Value* value);  // whole or not
std::optional<at::Tensor> tensor_of(const torch::jit::Value* value);

/// A list of one whole number, or the number itself.
std::optional<std::int64_t> single_int_of(const torch::jit::Value* value);

/// A list of whole numbers, all of them known.
std::optional<std::vector<std::int64_t>> ints_of(const torch::jit::Value* value);

/// The tensor and the dimension of size(tensor, dim), or of an element of the list of sizes.
std::optional<std::pair<const torch::jit::Value*, std::int64_t>> match_size(const torch::jit::Value* value);

}  // namespace latentjam::infer::torch_backend
