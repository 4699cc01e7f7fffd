// Flipping a tensor run by run: libtorch does it number by number.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/stack.h>

namespace latentjam::infer::torch_backend {

/// The same as at::flip, and for its own cases faster.
at::Tensor flip(const at::Tensor& x, at::IntArrayRef dims);

/// The same as to.add_(at::flip(x, dims)); without the copy where both are plain and provably apart in memory.
void add_flipped(at::Tensor& to, const at::Tensor& x, at::IntArrayRef dims);

/// The same as at::mul_out(out, a, b) and then add_flipped(to, x, dims); fused into one pass where `to` is the first
/// part of `out` and nothing else overlaps it. (Harmonics by doubling, sin(n + k) = 2 cos(n) sin(k) + sin(n - k), are
/// made so.)
void multiply_add_flipped(const at::Tensor& a, const at::Tensor& b, at::Tensor& out, at::Tensor& to,
                          const at::Tensor& x, at::IntArrayRef dims);

/// latentjam::flip(Tensor x, int[] dims) -> Tensor
void run_flip(torch::jit::Stack& stack);

/// latentjam::add_flipped_(Tensor(a!) to, Tensor x, int[] dims) -> Tensor(a!)
void run_add_flipped(torch::jit::Stack& stack);

/// latentjam::multiply_add_flipped_(Tensor a, Tensor b, Tensor(a!) out, Tensor(b!) to, Tensor x, int[] dims)
///     -> Tensor(b!)
void run_multiply_add_flipped(torch::jit::Stack& stack);

}  // namespace latentjam::infer::torch_backend
