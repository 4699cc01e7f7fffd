// Which nodes are elementwise, and what they compute.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/pointwise_nodes.h"

#include "infer/torch/operators/graph_values.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace latentjam::infer::torch_backend {

using kernel::pointwise::Op;
using kernel::pointwise::Program;
using torch::jit::Node;
using torch::jit::Value;

namespace {

bool is_number(const Value* value)
{
    const auto kind = value->type()->kind();
    return kind == c10::TypeKind::FloatType || kind == c10::TypeKind::IntType;
}

bool is_operand(const Value* value) { return is_tensor(value) || is_number(value); }

// Functions of one number.
std::optional<Op> function_of(const Node* node)
{
    static const std::unordered_map<std::string_view, Op> kFunctions = {
        {"aten::neg", Op::kNegate},      {"aten::abs", Op::kMagnitude},   {"aten::sign", Op::kSign},
        {"aten::frac", Op::kFraction},   {"aten::sqrt", Op::kSquareRoot}, {"aten::exp", Op::kExp},
        {"aten::exp2", Op::kExp2},       {"aten::log", Op::kLog},         {"aten::tanh", Op::kTanh},
        {"aten::sigmoid", Op::kSigmoid}, {"aten::sin", Op::kSine},        {"aten::cos", Op::kCosine}};
    const auto found = kFunctions.find(node->kind().toQualString());
    if (found == kFunctions.end() || node->inputs().size() != 1) return std::nullopt;
    return found->second;
}

// Sum and difference, with a known factor of the second.
bool is_sum(const Node* node)
{
    return (is(node, "aten::add") || is(node, "aten::sub") || is(node, "aten::rsub")) && node->inputs().size() == 3 &&
           is_operand(node->input(1)) && number_of(node->input(2));
}

bool is_product(const Node* node)
{
    return (is(node, "aten::mul") || is(node, "aten::div")) && node->inputs().size() == 2 && is_operand(node->input(1));
}

bool is_limit(const Node* node)
{
    const auto fits = [](const Value* value) { return is_none(value) || is_number(value); };
    if (is(node, "aten::clamp"))
        return node->inputs().size() == 3 && fits(node->input(1)) && fits(node->input(2)) &&
               !(is_none(node->input(1)) && is_none(node->input(2)));
    return (is(node, "aten::clamp_min") || is(node, "aten::clamp_max")) && is_number(node->input(1));
}

bool is_power(const Node* node)
{
    const auto exponent = is(node, "aten::pow") ? number_of(node->input(1)) : std::nullopt;
    return exponent && *exponent != 0;
}

bool is_shorthand(const Node* node)
{
    return (is(node, "aten::reciprocal") || is(node, "aten::square") || is(node, "aten::relu") ||
            is(node, "aten::silu")) &&
           node->inputs().size() == 1;
}

}  // namespace

bool is_pointwise(const Node* node)
{
    if (node->outputs().size() != 1 || !is_tensor(node->output()) || node->inputs().empty() ||
        !is_tensor(node->input(0)))
        return false;
    const bool is_leaky = is(node, "aten::leaky_relu") && node->inputs().size() == 2 && is_number(node->input(1));
    return function_of(node) || is_sum(node) || is_product(node) || is_limit(node) || is_power(node) ||
           is_shorthand(node) || is_leaky;
}

bool is_slow(const Node* node)
{
    const auto function = function_of(node);
    return is_power(node) || is(node, "aten::silu") || (function && *function >= Op::kExp);
}

int add_steps(Program& program, const Node* node, const std::vector<int>& in)
{
    if (const auto function = function_of(node)) return program.apply(*function, in[0]);
    if (is_sum(node)) {
        const bool reversed = is(node, "aten::rsub");
        const double factor = *number_of(node->input(2));
        const int scaled = reversed ? 0 : 1, other = 1 - scaled;
        const int second = factor == 1 ? in[static_cast<std::size_t>(scaled)]
                                       : program.apply(Op::kMultiply, in[static_cast<std::size_t>(scaled)],
                                                       program.constant(static_cast<float>(factor)));
        return program.apply(is(node, "aten::add") ? Op::kAdd : Op::kSubtract, in[static_cast<std::size_t>(other)],
                             second);
    }
    if (is(node, "aten::mul")) return program.apply(Op::kMultiply, in[0], in[1]);
    if (is(node, "aten::div")) return program.apply(Op::kDivide, in[0], in[1]);
    if (is(node, "aten::clamp_max")) return program.apply(Op::kAtMost, in[0], in[1]);
    if (is(node, "aten::clamp") || is(node, "aten::clamp_min")) {
        int value = in[0];
        if (!is_none(node->input(1))) value = program.apply(Op::kAtLeast, value, in[1]);
        if (node->inputs().size() > 2 && !is_none(node->input(2))) value = program.apply(Op::kAtMost, value, in[2]);
        return value;
    }
    if (is(node, "aten::leaky_relu")) return program.apply(Op::kLeaky, in[0], in[1]);
    if (is(node, "aten::relu")) return program.apply(Op::kAtLeast, in[0], program.constant(0));
    if (is(node, "aten::silu")) return program.apply(Op::kMultiply, in[0], program.apply(Op::kSigmoid, in[0]));
    if (is(node, "aten::square")) return program.apply(Op::kMultiply, in[0], in[0]);
    if (is(node, "aten::reciprocal")) return program.apply(Op::kDivide, program.constant(1), in[0]);
    const double exponent = *number_of(node->input(1));
    if (exponent == 2) return program.apply(Op::kMultiply, in[0], in[0]);
    if (exponent == 0.5) return program.apply(Op::kSquareRoot, in[0]);
    return program.apply(Op::kPower, in[0], in[1]);
}

}  // namespace latentjam::infer::torch_backend
