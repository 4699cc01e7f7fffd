// The tiles of convolutions compute it: the rows of x are their frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/linear.h"

#include "infer/torch/operators/plain_floats.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>

#include <algorithm>
#include <array>
#include <limits>

namespace latentjam::infer::torch_backend {

namespace {

using kernel::conv::kLanes;

constexpr std::int64_t kRowsAtOnce = 48;  // their sums stay in L1, beside the weights of a panel

at::Tensor plainly(const Layer& layer, const at::Tensor& x)
{
    const auto& shape = layer.weights->shape();
    const auto numbers = layer.weights->unpack();
    const auto weight = at::tensor(at::ArrayRef<float>(numbers), at::kFloat).view({shape.outputs, shape.inputs});
    at::Tensor bias;
    if (!layer.bias.empty()) bias = at::tensor(at::ArrayRef<float>(layer.bias), at::kFloat);
    return at::linear(x, weight, bias);
}

}  // namespace

at::Tensor linear(const Layer& layer, const at::Tensor& x)
{
    const auto& weights = *layer.weights;
    const auto inputs = weights.shape().inputs, outputs = weights.shape().outputs;
    if (!holds_plain_floats(x) || x.dim() < 1 || x.size(-1) != inputs || x.numel() > std::numeric_limits<int>::max())
        return plainly(layer, x);
    const auto rows = x.numel() / inputs;
    const auto transposed = x.reshape({rows, inputs}).t().contiguous();
    auto sizes = x.sizes().vec();
    sizes.back() = outputs;
    auto out = at::detail::empty_cpu(sizes, at::kFloat);
    float* const to = out.data_ptr<float>();

    const auto& best = kernel::conv::available_instructions().front();
    const auto multiply = weights.precision() == kernel::Precision::kHalf ? best.half : best.full;
    alignas(64) std::array<float, kRowsAtOnce * kLanes> sums;
    for (int panel = 0; panel < weights.panels(); ++panel) {
        const int first = panel * kLanes, lanes = std::min(kLanes, outputs - first);
        alignas(64) std::array<float, kLanes> scales{}, biases{};
        for (int lane = 0; lane < lanes; ++lane) {
            scales[static_cast<std::size_t>(lane)] = weights.scale(first + lane);
            if (!layer.bias.empty())
                biases[static_cast<std::size_t>(lane)] = layer.bias[static_cast<std::size_t>(first + lane)];
        }
        for (std::int64_t row = 0; row < rows; row += kRowsAtOnce) {
            const auto count = std::min(kRowsAtOnce, rows - row);
            multiply({weights.panel(panel, 0), transposed.data_ptr<float>() + row, 0, static_cast<std::ptrdiff_t>(rows),
                      1, inputs, static_cast<int>(count), sums.data()});
            for (std::int64_t i = 0; i < count; ++i) {
                const float* const from = sums.data() + i * kLanes;
                float* const there = to + (row + i) * outputs + first;
                for (int lane = 0; lane < lanes; ++lane)
                    there[lane] =
                        from[lane] * scales[static_cast<std::size_t>(lane)] + biases[static_cast<std::size_t>(lane)];
            }
        }
    }
    return out;
}

torch::jit::Node* insert_linear(torch::jit::Graph& graph, const Layer& layer, torch::jit::Value* x)
{
    static const auto kKind = c10::Symbol::fromQualString("latentjam::linear");
    auto* address = graph.insertConstant(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(&layer)));
    auto* node = graph.create(kKind, {x, address});
    node->output()->setType(c10::TensorType::get());
    return graph.insertNode(node);
}

void run_linear(torch::jit::Stack& stack)
{
    const auto* layer = reinterpret_cast<const Layer*>(static_cast<std::intptr_t>(stack.back().toInt()));
    auto result = linear(*layer, stack[stack.size() - 2].toTensor());
    torch::jit::drop(stack, 2);
    stack.emplace_back(std::move(result));
}

}  // namespace latentjam::infer::torch_backend
