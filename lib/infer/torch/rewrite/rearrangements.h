// Data movement around a convolution that a layer can do: taps laid side by side, channels interleaved in time.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace latentjam::infer::torch_backend {

/// cat([x[..., 0 : n], x[..., d : d + n], x[..., 2 d : 2 d + n], ...], 1), n = length of x - (taps - 1) d: a
/// convolution of kernel 1 over it is one of `taps` taps and dilation d over x.
struct TapsMatch {
    torch::jit::Value* x;
    std::int64_t taps;
    std::int64_t dilation;
};
std::optional<TapsMatch> match_taps(const torch::jit::Value* joined);

/// y.reshape(voices, outputs / factor, factor, -1).transpose(2, 3).reshape(voices, outputs / factor, -1), or
/// y.transpose(1, 2).reshape(voices, 1, -1): `factor` neighbouring outputs become one channel of `factor` times the
/// frames.
struct InterleaveMatch {
    std::int64_t factor = 1;
    std::vector<torch::jit::Node*> chain;  ///< from y on; the last one gives the result
    std::vector<torch::jit::Node*> sizes;  ///< what asks y or the chain for its voices
};

/// `x` has as many voices as y.
std::optional<InterleaveMatch> match_interleave(torch::jit::Value* y, const torch::jit::Value* x, std::int64_t outputs);

}  // namespace latentjam::infer::torch_backend
