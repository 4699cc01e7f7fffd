// The tiles of convolutions compute it: b's rows stand for weights, 16 columns at a time, a's rows for frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/small_product.h"

#include "infer/torch/operators/plain_floats.h"
#include "kernel/conv/tiles.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>

#include <algorithm>
#include <array>
#include <limits>

namespace latentjam::infer::torch_backend {

namespace {

constexpr std::int64_t kMostRows = 4;

bool is_for_us(const at::Tensor& a, const at::Tensor& b)
{
    for (const auto& tensor : {a, b})
        if (!holds_plain_floats(tensor) || tensor.dim() != 3) return false;
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    return a.size(0) == b.size(0) && a.size(2) == b.size(1) && a.size(1) <= kMostRows && a.size(2) <= kMost &&
           b.size(2) % kernel::conv::kLanes == 0 && b.stride(2) == 1;
}

}  // namespace

at::Tensor small_product(const at::Tensor& a, const at::Tensor& b)
{
    if (!is_for_us(a, b)) return at::bmm(a, b);
    const auto rows = a.size(1), inner = a.size(2), columns = b.size(2);
    const auto transposed = a.transpose(1, 2).contiguous();
    auto out = at::detail::empty_cpu({a.size(0), rows, columns}, at::kFloat);
    float* to = out.data_ptr<float>();
    alignas(64) std::array<float, kMostRows * kernel::conv::kLanes> sums;
    kernel::conv::Tiles tiles{nullptr,
                              nullptr,
                              0,
                              static_cast<std::ptrdiff_t>(rows),
                              1,
                              static_cast<int>(inner),
                              static_cast<int>(rows),
                              sums.data(),
                              static_cast<std::ptrdiff_t>(b.stride(1))};
    const auto multiply = kernel::conv::available_instructions().front().full;
    for (std::int64_t i = 0; i < a.size(0); ++i)
        for (std::int64_t column = 0; column < columns; column += kernel::conv::kLanes) {
            tiles.weights = b.data_ptr<float>() + i * b.stride(0) + column;
            tiles.x = transposed.data_ptr<float>() + i * inner * rows;
            multiply(tiles);
            for (std::int64_t row = 0; row < rows; ++row)
                std::copy_n(sums.data() + row * kernel::conv::kLanes, kernel::conv::kLanes,
                            to + (i * rows + row) * columns + column);
        }
    return out;
}

void run_small_product(torch::jit::Stack& stack)
{
    auto result = small_product(stack[stack.size() - 2].toTensor(), stack.back().toTensor());
    torch::jit::drop(stack, 2);
    stack.emplace_back(std::move(result));
}

}  // namespace latentjam::infer::torch_backend
