// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/flip.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>

#include <algorithm>
#include <array>

namespace latentjam::infer::torch_backend {

namespace {

constexpr std::size_t kDims = 5;

// Floats in memory, dimensions in the order of their strides: libtorch then makes a contiguous result, as we do.
bool is_for_us(const at::Tensor& x)
{
    if (!x.defined() || !x.is_cpu() || x.scalar_type() != at::kFloat || x.layout() != at::kStrided || x.numel() == 0 ||
        x.dim() == 0 || x.dim() > static_cast<std::int64_t>(kDims))
        return false;
    const auto strides = x.strides();
    return std::is_sorted(strides.rbegin(), strides.rend()) && strides.back() > 0;
}

}  // namespace

at::Tensor turn_round(const at::Tensor& x, at::IntArrayRef dims)
{
    if (!is_for_us(x)) return at::flip(x, dims);
    // Up to kDims dimensions, those that are missing in front.
    std::array<std::int64_t, kDims> sizes{}, steps{};
    sizes.fill(1);
    const auto missing = static_cast<std::int64_t>(kDims) - x.dim();
    for (std::int64_t dim = 0; dim < x.dim(); ++dim) {
        sizes[static_cast<std::size_t>(missing + dim)] = x.size(dim);
        steps[static_cast<std::size_t>(missing + dim)] = x.stride(dim);
    }
    const float* first = x.data_ptr<float>();
    std::array<bool, kDims> turned{};
    for (auto dim : dims) {
        if (dim < 0) dim += x.dim();
        if (dim < 0 || dim >= x.dim() || turned[static_cast<std::size_t>(missing + dim)])
            return at::flip(x, dims);  // which says what is wrong
        const auto i = static_cast<std::size_t>(missing + dim);
        turned[i] = true;
        first += (sizes[i] - 1) * steps[i];
        steps[i] = -steps[i];
    }

    auto out = at::detail::empty_cpu(x.sizes(), at::kFloat);
    float* to = out.data_ptr<float>();
    const auto run = sizes[4], step = steps[4];
    for (std::int64_t a = 0; a < sizes[0]; ++a)
        for (std::int64_t b = 0; b < sizes[1]; ++b)
            for (std::int64_t c = 0; c < sizes[2]; ++c)
                for (std::int64_t d = 0; d < sizes[3]; ++d, to += run) {
                    const float* from = first + a * steps[0] + b * steps[1] + c * steps[2] + d * steps[3];
                    if (step == 1)
                        std::copy_n(from, run, to);
                    else
                        for (std::int64_t i = 0; i < run; ++i) to[i] = from[i * step];
                }
    return out;
}

void run_flip(torch::jit::Stack& stack)
{
    const auto dims = stack.back().toIntVector();
    auto result = turn_round(stack[stack.size() - 2].toTensor(), at::IntArrayRef(dims));
    torch::jit::drop(stack, 2);
    stack.emplace_back(std::move(result));
}

}  // namespace latentjam::infer::torch_backend
