// What convolutions and their streaming look like in a graph: shapes that are recognised, whatever model they are in.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/packed_weights.h"

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/ir/ir.h>

#include <optional>

namespace latentjam::infer::torch_backend {

/// tensor[..., start:end] in one dimension, step 1.
struct Slice {
    torch::jit::Value* source;
    std::int64_t dim;
    torch::jit::Value* start;
    torch::jit::Value* end;

    bool starts_at_zero() const;
    bool has_no_end() const;
    /// Slices time: the last dimension of three.
    bool is_in_time() const { return dim == -1 || dim == 2; }
    /// All of `tensor` but its last `frames`.
    bool is_without_end(const torch::jit::Value* tensor, std::int64_t frames) const;
};
std::optional<Slice> match_slice(const torch::jit::Value* value);

/// How many frames a value has that is the end of `source`: source[..., -n:], or from its length minus n on.
std::optional<std::int64_t> match_tail(const torch::jit::Value* value, const torch::jit::Value* source);

/// joined = cat([buffer[:rows], x], -1); buffer[:rows].copy_(joined[..., -frames:])
struct PastMatch {
    torch::jit::Node* join;
    torch::jit::Value* joined;
    torch::jit::Value* x;
    torch::jit::Value* buffer;
    torch::jit::Value* old_rows;
    torch::jit::Value* new_rows;
    torch::jit::Value* tail;
    std::int64_t frames;
};
std::optional<PastMatch> match_past(torch::jit::Node* copy);

/// y[..., :frames] += buffer[:rows]; buffer[:rows].copy_(y[..., -frames:]); result = y[..., :-frames] (+ bias)
struct OverlapMatch {
    torch::jit::Value* buffer;
    torch::jit::Value* old_rows;
    torch::jit::Value* new_rows;
    torch::jit::Node* add;
    torch::jit::Node* copy;
    torch::jit::Node* crop;
    std::int64_t frames;
    at::Tensor bias;  ///< undefined where none is added
    torch::jit::Value* result;
};
std::optional<OverlapMatch> match_overlap(torch::jit::Value* y);

/// A one-dimensional convolution of one group whose weights and settings are constants.
struct ConvolutionMatch {
    kernel::conv::Shape shape;
    torch::jit::Value* x;
    at::Tensor weight;
    at::Tensor bias;  ///< undefined where there is none
};
std::optional<ConvolutionMatch> match_convolution(const torch::jit::Node* node);

/// Any convolution at all, in one dimension or more.
bool is_convolution(const torch::jit::Node* node);

/// leaky_relu(x, slope)
struct ActivationMatch {
    torch::jit::Node* node;
    torch::jit::Value* x;
    double slope;
};
std::optional<ActivationMatch> match_activation(const torch::jit::Value* value);

/// a + b of two tensors.
bool is_plain_sum(const torch::jit::Node* node);

/// list.append(element)
bool is_append(const torch::jit::Node* node);

/// Takes a list apart, asks for its length or one element, or joins its tensors.
bool only_reads_list(const torch::jit::Node* node);

/// Asks for the sizes of a tensor.
bool is_size(const torch::jit::Node* node);

}  // namespace latentjam::infer::torch_backend
