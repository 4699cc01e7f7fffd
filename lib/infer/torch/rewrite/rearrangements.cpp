// Recognises data movement around a convolution.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/rearrangements.h"

#include "infer/torch/operators/graph_values.h"
#include "infer/torch/rewrite/patterns.h"

#include <algorithm>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Node;
using torch::jit::Value;

// What is added to size(x, 2) to make `value`.
std::optional<std::int64_t> beyond_length(const Value* value, const Value* x)
{
    if (const auto size = match_size(value))
        return size->first == x && (size->second == 2 || size->second == -1) ? std::optional<std::int64_t>(0)
                                                                             : std::nullopt;
    const Node* node = value->node();
    const bool sum = is(node, "aten::add"), difference = is(node, "aten::sub");
    if ((!sum && !difference) || node->inputs().size() != 2) return std::nullopt;
    const bool first_is_known = sum && int_of(node->input(0));
    const auto number = int_of(node->input(first_is_known ? 0 : 1));
    const auto rest = beyond_length(node->input(first_is_known ? 1 : 0), x);
    if (!number || !rest) return std::nullopt;
    return difference ? *rest - *number : *rest + *number;
}

bool asks_for_voices_only(const Node* size)
{
    if (size->inputs().size() == 2) return int_of(size->input(1)) == 0;
    return std::all_of(size->output()->uses().begin(), size->output()->uses().end(), [](const auto& use) {
        return is(use.user, "aten::__getitem__") && int_of(use.user->input(1)) == 0;
    });
}

class Interleaving {
public:
    Interleaving(Value* y, const Value* x, std::int64_t outputs) : y_(y), x_(x), outputs_(outputs) {}

    std::optional<InterleaveMatch> match()
    {
        Node* first = next(y_);
        if (first == nullptr) return std::nullopt;
        if (const auto split = shape_of(first, 4)) {
            const auto channels = int_of(split->at(1)), factor = int_of(split->at(2));
            if (!channels || !factor || *channels < 1 || *factor < 1 || *channels * *factor != outputs_)
                return std::nullopt;
            return swaps(next(), 2) && joins(next(), *channels) ? found(*factor) : std::nullopt;
        }
        return swaps(first, 1) && joins(next(), 1) ? found(outputs_) : std::nullopt;
    }

private:
    // The one node that reads a value, but for those that ask for its voices.
    Node* next(Value* value)
    {
        Node* reader = nullptr;
        for (const auto& use : value->uses()) {
            if (is_size(use.user) && asks_for_voices_only(use.user)) {
                match_.sizes.push_back(use.user);
                continue;
            }
            if (reader != nullptr || use.offset != 0 || use.user->owningBlock() != y_->node()->owningBlock())
                return nullptr;
            reader = use.user;
        }
        if (reader != nullptr) match_.chain.push_back(reader);
        return reader;
    }
    Node* next() { return next(match_.chain.back()->output()); }

    // The elements of reshape(value, [voices, ..., -1]).
    std::optional<std::vector<const Value*>> shape_of(const Node* reshape, std::size_t dims) const
    {
        if (!is(reshape, "aten::reshape") && !is(reshape, "aten::view")) return std::nullopt;
        const Node* list = reshape->input(1)->node();
        if (list->kind() != c10::prim::ListConstruct || list->inputs().size() != dims) return std::nullopt;
        const std::vector<const Value*> shape(list->inputs().begin(), list->inputs().end());
        const auto voices = match_size(shape.front());
        const auto is_ours = [&](const Node* node) { return node->output() == voices->first; };
        if (!voices || voices->second != 0 || int_of(shape.back()) != -1) return std::nullopt;
        if (voices->first != y_ && voices->first != x_ &&
            std::none_of(match_.chain.begin(), match_.chain.end(), is_ours))
            return std::nullopt;
        return shape;
    }

    // Exchanges dimensions `dim` and `dim` + 1, the last two.
    static bool swaps(const Node* node, std::int64_t dim)
    {
        if (node == nullptr) return false;
        if (is(node, "aten::permute")) return dim == 1 && ints_of(node->input(1)) == std::vector<std::int64_t>{0, 2, 1};
        if (!is(node, "aten::transpose")) return false;
        auto a = int_of(node->input(1)), b = int_of(node->input(2));
        if (!a || !b) return false;
        for (auto* number : {&*a, &*b})
            if (*number < 0) *number += dim + 2;
        return std::min(*a, *b) == dim && std::max(*a, *b) == dim + 1;
    }

    bool joins(const Node* node, std::int64_t channels) const
    {
        const auto shape = node == nullptr ? std::nullopt : shape_of(node, 3);
        return shape && int_of(shape->at(1)) == channels;
    }

    std::optional<InterleaveMatch> found(std::int64_t factor)
    {
        match_.factor = factor;
        return match_;
    }

    Value* y_;
    const Value* x_;
    std::int64_t outputs_;
    InterleaveMatch match_;
};

}  // namespace

std::optional<TapsMatch> match_taps(const Value* joined)
{
    const Node* cat = joined->node();
    if (!is(cat, "aten::cat") || (int_of(cat->input(1)) != 1 && int_of(cat->input(1)) != -2)) return std::nullopt;
    const Node* list = cat->input(0)->node();
    if (list->kind() != c10::prim::ListConstruct || list->inputs().size() < 2) return std::nullopt;
    const auto second = match_slice(list->inputs()[1]);
    const auto dilation = second ? int_of(second->start) : std::nullopt;
    if (!dilation || *dilation < 1) return std::nullopt;
    const TapsMatch match{second->source, static_cast<std::int64_t>(list->inputs().size()), *dilation};
    for (std::int64_t tap = 0; tap < match.taps; ++tap) {
        const auto slice = match_slice(list->inputs()[static_cast<std::size_t>(tap)]);
        if (!slice || !slice->is_in_time() || slice->source != match.x) return std::nullopt;
        const auto start = slice->starts_at_zero() ? 0 : int_of(slice->start);
        const auto end = beyond_length(slice->end, match.x);
        if (start != tap * match.dilation || !end || *start - *end != (match.taps - 1) * match.dilation)
            return std::nullopt;
    }
    return match;
}

std::optional<InterleaveMatch> match_interleave(Value* y, const Value* x, std::int64_t outputs)
{
    return Interleaving(y, x, outputs).match();
}

}  // namespace latentjam::infer::torch_backend
