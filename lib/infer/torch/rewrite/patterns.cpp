// Reading a graph backwards, from values to the nodes that made them.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/patterns.h"

#include "infer/torch/operators/graph_values.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <vector>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Block;
using torch::jit::Node;
using torch::jit::toIValue;
using torch::jit::Value;

// buffer[:rows of a or b]
std::optional<Slice> match_rows(const Value* value, const Value* a, const Value* b)
{
    auto slice = match_slice(value);
    if (!slice || slice->dim != 0 || !slice->starts_at_zero()) return std::nullopt;
    const auto rows = match_size(slice->end);
    if (!rows || rows->second != 0 || (rows->first != a && rows->first != b)) return std::nullopt;
    return slice;
}

}  // namespace

bool Slice::starts_at_zero() const { return is_none(start) || int_of(start) == 0; }

bool Slice::has_no_end() const { return is_none(end) || int_of(end) == std::numeric_limits<std::int64_t>::max(); }

bool Slice::is_without_end(const Value* tensor, std::int64_t frames) const
{
    return source == tensor && is_in_time() && starts_at_zero() && int_of(end) == -frames;
}

std::optional<Slice> match_slice(const Value* value)
{
    if (value == nullptr || !is(value->node(), "aten::slice") || value->node()->inputs().size() != 5)
        return std::nullopt;
    const Node* node = value->node();
    const auto dim = int_of(node->input(1));
    if (!dim || int_of(node->input(4)) != 1) return std::nullopt;
    return Slice{const_cast<Value*>(node->input(0)), *dim, const_cast<Value*>(node->input(2)),
                 const_cast<Value*>(node->input(3))};
}

std::optional<std::int64_t> match_tail(const Value* value, const Value* source)
{
    const auto slice = match_slice(value);
    if (!slice || slice->source != source || !slice->is_in_time() || !slice->has_no_end()) return std::nullopt;
    if (const auto start = int_of(slice->start)) return *start < 0 ? std::optional(-*start) : std::nullopt;
    const Node* difference = slice->start->node();
    if (!is(difference, "aten::sub") || difference->inputs().size() != 2) return std::nullopt;
    const auto length = match_size(difference->input(0));
    const auto frames = int_of(difference->input(1));
    if (!length || length->first != source || (length->second != 2 && length->second != -1)) return std::nullopt;
    return frames && *frames > 0 ? frames : std::nullopt;
}

std::optional<PastMatch> match_past(Node* copy)
{
    if (!is(copy, "aten::copy_") || copy->output()->hasUses()) return std::nullopt;
    const auto tail = match_slice(copy->input(1));
    if (!tail) return std::nullopt;
    Value* joined = tail->source;
    Node* join = joined->node();
    const auto frames = match_tail(copy->input(1), joined);
    if (!frames || !is(join, "aten::cat") || join->input(0)->node()->kind() != c10::prim::ListConstruct ||
        join->input(0)->node()->inputs().size() != 2 || copy->input(1)->uses().size() != 1)
        return std::nullopt;
    const auto dim = int_of(join->input(1));
    if (dim != -1 && dim != 2) return std::nullopt;
    Value* old_rows = join->input(0)->node()->input(0);
    Value* x = join->input(0)->node()->input(1);
    const auto before = match_rows(old_rows, x, x);
    const auto after = match_rows(copy->input(0), x, joined);
    if (!before || !after || old_rows->uses().size() != 1 || join->owningBlock() != copy->owningBlock())
        return std::nullopt;
    if (copy->input(0) == old_rows) return std::nullopt;
    return PastMatch{join, joined, x, before->source, old_rows, copy->input(0), copy->input(1), *frames};
}

namespace {

/// A slice of `y` in time: the tail that the buffer keeps, the head that the buffer is added to, or what is heard.
bool note_use(Node* user, Value* y, OverlapMatch& match)
{
    if (is_size(user)) return true;
    if (user->outputs().size() != 1) return false;
    Value* value = user->output();
    const auto slice = match_slice(value);
    if (!slice || !slice->is_in_time()) return false;
    if (const auto tail = match_tail(value, y)) {
        if (match.copy != nullptr || value->uses().size() != 1) return false;
        match.copy = value->uses()[0].user;
        match.frames = *tail;
        return is(match.copy, "aten::copy_") && value->uses()[0].offset == 1;
    }
    if (!slice->starts_at_zero()) return false;
    const auto end = int_of(slice->end).value_or(0);
    if (end > 0) {
        if (match.add != nullptr || value->uses().size() != 1) return false;
        match.add = value->uses()[0].user;
        return is(match.add, "aten::add_") && value->uses()[0].offset == 0 && int_of(match.add->input(2)) == 1;
    }
    if (end == 0 || match.crop != nullptr) return false;
    match.crop = user;
    return true;
}

/// Of a sum right behind what is heard.
void take_bias(OverlapMatch& match, const Block* block)
{
    if (match.result->uses().size() != 1 || !is_plain_sum(match.result->uses()[0].user)) return;
    Node* sum = match.result->uses()[0].user;
    const auto bias = tensor_of(sum->input(1));
    if (!bias || bias->scalar_type() != at::kFloat || sum->input(0) != match.result || bias->dim() < 2 ||
        bias->size(-1) != 1 || bias->numel() != bias->size(-2) || sum->owningBlock() != block)
        return;
    match.bias = bias->reshape({-1});
    match.result = sum->output();
}

}  // namespace

std::optional<OverlapMatch> match_overlap(Value* y)
{
    OverlapMatch match{};
    for (const auto& use : y->uses())
        if (!note_use(use.user, y, match)) return std::nullopt;
    if (match.copy == nullptr || match.add == nullptr || match.crop == nullptr) return std::nullopt;
    const auto head = match_slice(match.add->input(0));
    const auto crop = match_slice(match.crop->output());
    if (int_of(head->end) != match.frames || !crop->is_without_end(y, match.frames)) return std::nullopt;
    if (match.add->output()->hasUses() || match.copy->output()->hasUses()) return std::nullopt;
    const auto before = match_rows(match.add->input(1), y, y);
    const auto after = match_rows(match.copy->input(0), y, y);
    const auto* block = y->node()->owningBlock();
    if (!before || !after || match.add->owningBlock() != block || match.copy->owningBlock() != block ||
        match.crop->owningBlock() != block || !match.copy->isAfter(match.add))
        return std::nullopt;
    match.buffer = before->source;
    match.old_rows = match.add->input(1);
    match.new_rows = match.copy->input(0);
    match.result = match.crop->output();
    take_bias(match, block);
    return match;
}

bool is_convolution(const Node* node)
{
    constexpr std::array<const char*, 8> kKinds = {
        "aten::conv1d",           "aten::conv2d",           "aten::conv3d",       "aten::conv_transpose1d",
        "aten::conv_transpose2d", "aten::conv_transpose3d", "aten::_convolution", "aten::convolution"};
    return std::any_of(kKinds.begin(), kKinds.end(), [&](const char* kind) { return is(node, kind); });
}

std::optional<ConvolutionMatch> match_convolution(const Node* node)
{
    const bool general = is(node, "aten::_convolution") || is(node, "aten::convolution");
    const bool plain = is(node, "aten::conv1d");
    if (!general && !plain && !is(node, "aten::conv_transpose1d")) return std::nullopt;
    const auto transposed_flag = toIValue(node->input(general ? 6 : 1));
    if (general && (!transposed_flag || !transposed_flag->isBool())) return std::nullopt;
    const bool transposed = general ? transposed_flag->toBool() : !plain;
    const auto stride = single_int_of(node->input(3));
    const auto padding = single_int_of(node->input(4));
    const auto dilation = single_int_of(node->input(plain || general ? 5 : 7));
    const auto output_padding = plain ? std::optional<std::int64_t>(0) : single_int_of(node->input(general ? 7 : 5));
    const auto groups = int_of(node->input(general ? 8 : 6));
    if (!stride || !padding || !dilation || output_padding != 0 || groups != 1) return std::nullopt;

    ConvolutionMatch match{};
    match.x = const_cast<Value*>(node->input(0));
    const auto weight = tensor_of(node->input(1));
    const auto bias = is_none(node->input(2)) ? std::optional<at::Tensor>(at::Tensor()) : tensor_of(node->input(2));
    if (!weight || !bias || weight->dim() != 3) return std::nullopt;
    const auto fits = [](std::int64_t value) { return value >= 0 && value < std::numeric_limits<int>::max(); };
    for (const auto value : {*stride, *padding, *dilation, weight->size(0), weight->size(1), weight->size(2)})
        if (!fits(value)) return std::nullopt;
    match.shape.inputs = static_cast<int>(weight->size(transposed ? 0 : 1));
    match.shape.outputs = static_cast<int>(weight->size(transposed ? 1 : 0));
    match.shape.kernel = static_cast<int>(weight->size(2));
    match.shape.stride = static_cast<int>(*stride);
    match.shape.padding = static_cast<int>(*padding);
    match.shape.dilation = static_cast<int>(*dilation);
    match.shape.transposed = transposed;
    match.weight = *weight;
    match.bias = *bias;
    return match;
}

std::optional<ActivationMatch> match_activation(const Value* value)
{
    const Node* node = value->node();
    if (!is(node, "aten::leaky_relu")) return std::nullopt;
    const auto slope = toIValue(node->input(1));
    if (!slope || !slope->isScalar()) return std::nullopt;
    return ActivationMatch{const_cast<Node*>(node), const_cast<Value*>(node->input(0)), slope->toScalar().toDouble()};
}

bool is_plain_sum(const Node* node)
{
    return is(node, "aten::add") && node->inputs().size() == 3 &&
           node->input(0)->type()->isSubtypeOf(*c10::TensorType::get()) &&
           node->input(1)->type()->isSubtypeOf(*c10::TensorType::get()) && int_of(node->input(2)) == 1;
}

bool is_append(const Node* node) { return is(node, "aten::append"); }

bool only_reads_list(const Node* node)
{
    return node->kind() == c10::prim::ListUnpack || is(node, "aten::len") || is(node, "aten::__getitem__") ||
           is(node, "aten::cat") || is(node, "aten::stack");
}

bool is_size(const Node* node) { return is(node, "aten::size"); }

}  // namespace latentjam::infer::torch_backend
