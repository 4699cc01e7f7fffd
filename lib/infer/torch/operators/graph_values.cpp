// What single values of a graph are: constants, sizes, and the operators that made them.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/graph_values.h"

#include <torch/csrc/jit/ir/constants.h>

#include <string_view>

namespace latentjam::infer::torch_backend {

using torch::jit::Node;
using torch::jit::toIValue;
using torch::jit::Value;

bool is(const Node* node, const char* kind) { return std::string_view(node->kind().toQualString()) == kind; }

std::optional<std::int64_t> int_of(const Value* value)
{
    const auto constant = toIValue(value);
    return constant && constant->isInt() ? std::optional(constant->toInt()) : std::nullopt;
}

bool is_none(const Value* value)
{
    const auto constant = toIValue(value);
    return constant && constant->isNone();
}

bool is_tensor(const Value* value) { return value->type()->kind() == c10::TypeKind::TensorType; }

std::optional<double> number_of(const Value* value)
{
    const auto constant = toIValue(value);
    return constant && (constant->isDouble() || constant->isInt()) ? std::optional(constant->toScalar().toDouble())
                                                                   : std::nullopt;
}

std::optional<std::int64_t> single_int_of(const Value* value)
{
    if (const auto number = int_of(value)) return number;
    if (const auto constant = toIValue(value); constant && constant->isIntList())
        return constant->toIntVector().size() == 1 ? std::optional(constant->toIntVector()[0]) : std::nullopt;
    const Node* list = value->node();
    if (list->kind() != c10::prim::ListConstruct || list->inputs().size() != 1) return std::nullopt;
    return int_of(list->input(0));
}

std::optional<at::Tensor> tensor_of(const Value* value)
{
    const auto constant = toIValue(value);
    if (!constant || !constant->isTensor()) return std::nullopt;
    return constant->toTensor();
}

std::optional<std::pair<const Value*, std::int64_t>> match_size(const Value* value)
{
    const Node* node = value->node();
    std::optional<std::int64_t> dim;
    const Value* tensor = nullptr;
    if (is(node, "aten::size") && node->inputs().size() == 2) {
        dim = int_of(node->input(1));
        tensor = node->input(0);
    } else if (is(node, "aten::__getitem__") && is(node->input(0)->node(), "aten::size") &&
               node->input(0)->node()->inputs().size() == 1) {
        dim = int_of(node->input(1));
        tensor = node->input(0)->node()->input(0);
    }
    return dim ? std::optional(std::pair(tensor, *dim)) : std::nullopt;
}

std::optional<std::vector<std::int64_t>> ints_of(const Value* value)
{
    if (const auto constant = toIValue(value); constant && constant->isIntList()) return constant->toIntVector();
    const Node* list = value->node();
    if (list->kind() != c10::prim::ListConstruct) return std::nullopt;
    std::vector<std::int64_t> ints;
    for (const Value* element : list->inputs()) {
        const auto number = int_of(element);
        if (!number) return std::nullopt;
        ints.push_back(*number);
    }
    return ints;
}

}  // namespace latentjam::infer::torch_backend
