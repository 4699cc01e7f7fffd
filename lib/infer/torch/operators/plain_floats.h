// Whether a tensor is plain float32 in memory.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ATen/core/Tensor.h>

namespace latentjam::infer::torch_backend {

/// Whether the tensor's numbers are what its memory holds: at least one float, in the processor's memory, strides of
/// any kind, no lazy negation (neg bit, as the imaginary part of a conjugate has it). Our own code reads nothing else.
inline bool holds_plain_floats(const at::Tensor& tensor)
{
    return tensor.defined() && tensor.is_cpu() && tensor.scalar_type() == at::kFloat &&
           tensor.layout() == at::kStrided && !tensor.is_neg() && tensor.numel() > 0;
}

}  // namespace latentjam::infer::torch_backend
