// Consecutive elementwise operations become one.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/pointwise.h"

#include "infer/torch/operators/graph_values.h"
#include "infer/torch/operators/plain_floats.h"
#include "infer/torch/operators/pointwise_nodes.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {

using kernel::pointwise::kDims;
using kernel::pointwise::kMostOperands;
using kernel::pointwise::Operand;
using kernel::pointwise::Program;
using kernel::pointwise::Sizes;
using torch::jit::Value;

const auto& pointwise_kind()
{
    static const auto kKind = c10::Symbol::fromQualString("latentjam::pointwise");
    return kKind;
}

bool is_for_us(const at::Tensor& x) { return holds_plain_floats(x) && x.dim() <= static_cast<std::int64_t>(kDims); }

// Dimensions in the order of their strides: libtorch then makes a contiguous result, as we do.
bool is_in_order(const at::Tensor& x)
{
    std::int64_t inner = 0;
    for (auto dim = x.dim(); dim-- > 0;) {
        if (x.size(dim) == 1 || x.stride(dim) == 0) continue;
        if (x.stride(dim) < inner) return false;
        inner = x.stride(dim);
    }
    return true;
}

Sizes sizes_of(const at::Tensor& x)
{
    Sizes sizes;
    sizes.fill(1);
    std::copy(x.sizes().rbegin(), x.sizes().rend(), sizes.rbegin());
    return sizes;
}

Operand operand_of(const at::Tensor& x)
{
    Operand operand{x.data_ptr<float>(), {}};
    const auto missing = static_cast<std::int64_t>(kDims) - x.dim();
    for (std::int64_t dim = 0; dim < x.dim(); ++dim)
        if (x.size(dim) != 1) operand.steps[static_cast<std::size_t>(missing + dim)] = x.stride(dim);
    return operand;
}

// Sizes broadcast with those of `other`; false where they do not fit.
bool broadcast(Sizes& sizes, const Sizes& other)
{
    for (std::size_t dim = 0; dim < kDims; ++dim) {
        if (sizes[dim] != other[dim] && sizes[dim] != 1 && other[dim] != 1) return false;
        if (sizes[dim] == 1) sizes[dim] = other[dim];
    }
    return true;
}

const auto& address_name()
{
    static const auto kName = c10::Symbol::attr("address");
    return kName;
}

// One operation a node: the interpreter asks for it when the code is made.
torch::jit::Operation operation_of(const torch::jit::Node* node)
{
    const auto* group = reinterpret_cast<const Pointwise*>(static_cast<std::intptr_t>(node->i(address_name())));
    return [group, count = node->inputs().size()](torch::jit::Stack& stack) {
        auto result = (*group)(std::span<const c10::IValue>(stack.data() + (stack.size() - count), count));
        torch::jit::drop(stack, count);
        stack.emplace_back(std::move(result));
    };
}

}  // namespace

Pointwise::Pointwise(const std::vector<torch::jit::Node*>& nodes)
{
    std::unordered_set<const Value*> inside;
    for (const auto* node : nodes) inside.insert(node->output());
    std::vector<const Value*> constants;
    for (auto* node : nodes)
        for (auto* value : node->inputs()) {
            if (inside.count(value) != 0) continue;
            const bool is_constant = !is_tensor(value) && torch::jit::toIValue(value).has_value();
            if (is_constant && std::find(constants.begin(), constants.end(), value) == constants.end())
                constants.push_back(value);
            if (!is_constant && std::find(inputs_.begin(), inputs_.end(), value) == inputs_.end())
                inputs_.push_back(value);
        }

    // A place: of an IValue when nodes run one by one, and of a row of floats in the program.
    program_ = Program(static_cast<int>(inputs_.size()));
    std::unordered_map<const Value*, std::pair<std::size_t, int>> places;
    const auto place = [&](const Value* value, int in_program) {
        const auto number = places.size();
        places[value] = {number, in_program};
    };
    for (std::size_t i = 0; i < inputs_.size(); ++i) place(inputs_[i], static_cast<int>(i));
    for (const auto* value : constants) {
        constants_.push_back(*torch::jit::toIValue(value));
        const auto number = number_of(value);
        place(value, number ? program_.constant(static_cast<float>(*number)) : -1);
    }
    for (auto* node : nodes) {
        nodes_.push_back({node->getOperation(), {}, is_slow(node)});
        std::vector<int> in_program;
        for (const auto* value : node->inputs()) {
            nodes_.back().inputs.push_back(places[value].first);
            in_program.push_back(places[value].second);
        }
        place(node->output(), add_steps(program_, node, in_program));
    }
    program_.finish();
}

at::Tensor Pointwise::one_by_one(std::span<const c10::IValue> operands) const
{
    std::vector<c10::IValue> values(operands.begin(), operands.end());
    values.reserve(operands.size() + constants_.size() + nodes_.size());
    values.insert(values.end(), constants_.begin(), constants_.end());
    torch::jit::Stack stack;
    for (const auto& node : nodes_) {
        for (const auto place : node.inputs) stack.push_back(values[place]);
        node.run(stack);
        values.push_back(torch::jit::pop(stack));
    }
    return values.back().toTensor();
}

// The sizes of the result, where all nodes but quick ones have the same.
bool Pointwise::find_sizes(std::span<const c10::IValue> operands, Sizes& sizes) const
{
    sizes.fill(1);
    for (const auto& operand : operands)
        if (operand.isTensor() && !broadcast(sizes, sizes_of(operand.toTensor()))) return false;

    Sizes ones;
    ones.fill(1);
    std::array<Sizes, kMostPointwiseNodes> of;
    const auto first_result = operands.size() + constants_.size();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        of[i] = ones;
        for (const auto place : nodes_[i].inputs) {
            if (place >= first_result)
                broadcast(of[i], of[place - first_result]);
            else if (place < operands.size() && operands[place].isTensor())
                broadcast(of[i], sizes_of(operands[place].toTensor()));
        }
        if (nodes_[i].is_slow && of[i] != sizes) return false;
    }
    return true;
}

at::Tensor Pointwise::operator()(std::span<const c10::IValue> operands) const
{
    std::array<Operand, kMostOperands> places;
    std::array<float, kMostOperands> numbers;
    const at::Tensor* alone = nullptr;  // the only tensor
    bool is_alone = true, are_in_order = true;
    std::int64_t rank = 0;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (operands[i].isTensor()) {
            const auto& x = operands[i].toTensor();
            if (!is_for_us(x)) return one_by_one(operands);
            rank = std::max(rank, x.dim());
            places[i] = operand_of(x);
            are_in_order = are_in_order && is_in_order(x);
            is_alone = alone == nullptr;
            alone = &x;
        } else if (operands[i].isDouble() || operands[i].isInt()) {
            numbers[i] = operands[i].toScalar().toFloat();
            if (std::isnan(numbers[i])) return one_by_one(operands);  // a NaN limit makes every result NaN
            places[i].first = &numbers[i];
        } else {
            return one_by_one(operands);
        }
    }
    const auto run = [&](const Sizes& sizes, at::Tensor out) {
        static const auto& kKernels = kernel::pointwise::available_kernels().front();
        program_.run(kKernels, sizes, std::span<const Operand>(places.data(), operands.size()), out.data_ptr<float>());
        return out;
    };
    if (is_alone && !are_in_order && alone->is_non_overlapping_and_dense()) {  // the result will lie as it does
        const auto operand = std::find_if(operands.begin(), operands.end(), [](const auto& o) { return o.isTensor(); });
        places[static_cast<std::size_t>(operand - operands.begin())].steps = {0, 0, 0, 0, 0, 1};
        return run({1, 1, 1, 1, 1, alone->numel()},
                   at::detail::empty_strided_cpu(alone->sizes(), alone->strides(), at::kFloat));
    }
    Sizes sizes;
    if (!are_in_order || !find_sizes(operands, sizes)) return one_by_one(operands);
    const at::IntArrayRef shape(sizes.data() + (kDims - static_cast<std::size_t>(rank)),
                                static_cast<std::size_t>(rank));
    return run(sizes, at::detail::empty_cpu(shape, at::kFloat));
}

torch::jit::Node* insert_pointwise(torch::jit::Graph& graph, const Pointwise& pointwise)
{
    auto* node = graph.insertNode(graph.create(pointwise_kind(), pointwise.inputs()));
    node->i_(address_name(), static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(&pointwise)));
    return node;
}

void register_pointwise()
{
    torch::jit::registerOperator(
        torch::jit::Operator(pointwise_kind(), operation_of, c10::AliasAnalysisKind::PURE_FUNCTION));
}

}  // namespace latentjam::infer::torch_backend
