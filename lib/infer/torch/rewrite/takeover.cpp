// From a method's code to layers, one step at a time: what never changes becomes constants; padding caches,
// convolutions and overlaps are recognised by their shape in the graph; what surrounds a layer is fused into it.
// Each step leaves a graph that computes the same, so what is not recognised stays as it is.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/takeover.h"

#include "infer/torch/operators/graph_values.h"
#include "infer/torch/operators/linear.h"
#include "infer/torch/rewrite/exchange.h"
#include "infer/torch/rewrite/folding.h"
#include "infer/torch/rewrite/graph.h"
#include "infer/torch/rewrite/joining.h"
#include "infer/torch/rewrite/patterns.h"
#include "infer/torch/rewrite/rearrangements.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;
using torch::jit::WithInsertPoint;

class Taking {
public:
    Taking(const torch::jit::Function& method, const Constancy& constancy, Packer& packer, bool bends)
        : constancy_(constancy), packer_(packer), bends_(bends)
    {
        taken_.graph = Constancy::inlined(method);
        fold_constants(taken_.graph, constancy, taken_.folded);
        parts_ = constancy.parts_of(graph());
    }

    Takeover run()
    {
        const auto is_copy = [](const Node* node) { return is(node, "aten::copy_"); };
        for (Node* node : nodes(is_copy)) take_past(node);
        clean();
        for (Node* node : nodes(is_convolution)) take_convolution(node);
        if (!bends_)
            for (Node* node : nodes([](const Node* each) { return is(each, "aten::linear"); })) take_linear(node);
        for (Node* node : nodes(is_layer)) take_overlap(node);
        clean();
        for (Node* node : nodes(is_layer)) fuse_past(node);
        for (Node* node : nodes(is_layer)) fuse_activation(node);
        for (Node* node : nodes(is_layer)) fuse_interleave(node);
        for (Node* node : nodes(is_plain_sum)) fuse_sum(node);
        for (Node* node : nodes([](const Node*) { return true; })) exchange_operator(graph(), node);
        clean();
        taken_.pointwise = join_pointwise(graph());
        take_weights();
        for (const Node* node : nodes(is_layer)) taken_.played.push_back(&layer_of(node));
        taken_.taken = static_cast<int>(nodes(is_layer).size());
        taken_.convolutions = taken_.taken + static_cast<int>(nodes(is_convolution).size());
        return std::move(taken_);
    }

private:
    Graph& graph() { return *taken_.graph; }

    std::vector<Node*> nodes(const std::function<bool(const Node*)>& wanted)
    {
        return nodes_in(graph().block(), wanted);
    }

    void clean() { remove_dead(graph().block()); }

    // The tensor of a buffer, as an input of the graph. Null where it is not known, or is used elsewhere too.
    Value* state_input(Value* buffer, const std::vector<Value*>& slices)
    {
        const Node* get = buffer->node();
        auto path = Constancy::path_of(get, parts_);
        if (!path || !constancy_.is_never_assigned(get)) return nullptr;
        for (const Node* node : nodes([](const Node* each) { return each->kind() == c10::prim::GetAttr; })) {
            const auto other = Constancy::path_of(node, parts_);
            if (!other || other->names != path->names) continue;
            for (const auto& use : node->output()->uses())
                if (std::find(slices.begin(), slices.end(),
                              use.user->outputs().empty() ? nullptr : use.user->output()) == slices.end())
                    return nullptr;
        }
        taken_.states.push_back(std::move(*path));
        return graph().addInput()->setType(c10::TensorType::get());
    }

    std::int64_t frames_of(const Value* buffer) const
    {
        const auto path = Constancy::path_of(buffer->node(), parts_);
        if (!path) return 0;
        const auto [object, slot] = path->find(constancy_.root());
        const auto value = object->getSlot(slot);
        return value.isTensor() && value.toTensor().dim() == 3 ? value.toTensor().size(2) : 0;
    }

    void take_past(Node* copy)
    {
        const auto match = match_past(copy);
        if (!match || frames_of(match->buffer) != match->frames || writes_between(match->join, copy)) return;
        std::vector<Node*> later, sizes;
        for (const auto& use : match->joined->uses()) {
            if (use.user == match->tail->node()) continue;
            if (is_size(use.user)) {
                sizes.push_back(use.user);
                continue;
            }
            if (use.user->owningBlock() != copy->owningBlock() || !use.user->isAfter(copy)) return;
            later.push_back(use.user);
        }
        auto* state = state_input(match->buffer, {match->old_rows, match->new_rows});
        if (state == nullptr) return;
        const bool crop = !later.empty() && std::all_of(later.begin(), later.end(), [&](const Node* user) {
            const auto slice = match_slice(user->outputs().empty() ? nullptr : user->output());
            return slice && slice->is_without_end(match->joined, match->frames);
        });
        const WithInsertPoint at(copy);
        auto* past = insert_past(graph(), match->x, state, match->frames, crop);
        for (Node* user : later) {
            if (crop)
                user->output()->replaceAllUsesWith(past->output());
            else
                user->replaceInputWith(match->joined, past->output());
        }
        for (Node* size : sizes)  // so that the joined frames are dead
            if (!crop && size->owningBlock() == copy->owningBlock() && size->isAfter(copy))
                size->replaceInputWith(match->joined, past->output());
        copy->destroy();
    }

    void take_convolution(Node* node)
    {
        auto match = match_convolution(node);
        if (!match) return;
        const bool joins_taps = fuse_taps(*match);
        auto layer = packer_.pack(match->shape, match->weight, match->bias);
        if (!layer) return;
        layer->joins_taps = joins_taps;
        note_weight(*layer, match->weight);
        layer->bias_parameter = packer_.parameters().whole(match->bias);
        replace(node->output(), std::move(*layer), node, match->x);
        node->destroy();
    }

    // Most of a denoiser's weights.
    void take_linear(Node* node)
    {
        const auto weight = tensor_of(node->input(1));
        const auto bias = is_none(node->input(2)) ? std::optional<at::Tensor>(at::Tensor()) : tensor_of(node->input(2));
        if (!weight || !bias || weight->dim() != 2 || weight->numel() > std::numeric_limits<int>::max()) return;
        kernel::conv::Shape shape;
        shape.inputs = static_cast<int>(weight->size(1));
        shape.outputs = static_cast<int>(weight->size(0));
        auto layer = packer_.pack(shape, weight->unsqueeze(-1), *bias);
        if (!layer) return;
        const WithInsertPoint at(node);
        taken_.layers.push_back(std::make_unique<const Layer>(std::move(*layer)));
        auto* made = insert_linear(graph(), *taken_.layers.back(), node->input(0));
        made->copyMetadata(node);
        node->output()->replaceAllUsesWith(made->output());
        node->destroy();
    }

    void note_weight(Layer& layer, const at::Tensor& weight) const
    {
        const auto& parameters = packer_.parameters();
        auto view = parameters.view(weight);
        if (!view) {  // what the script has computed anew is known by its numbers
            layer.weight_parameter = parameters.equal(weight);
            return;
        }
        layer.weight_parameter = static_cast<int>(view->parameter);
        view->own.reset();
        if (parameters.whole(weight) < 0) layer.weight_view = std::make_shared<const ParameterView>(std::move(*view));
    }

    // A convolution over taps that the code laid side by side is one over what they were taken from.
    static bool fuse_taps(ConvolutionMatch& match)
    {
        auto& shape = match.shape;
        const auto taps = match_taps(match.x);
        if (!taps || shape.kernel != 1 || shape.stride != 1 || shape.padding != 0 || shape.transposed ||
            shape.inputs % taps->taps != 0 || taps->dilation > std::numeric_limits<int>::max())
            return false;
        match.x = taps->x;
        shape.kernel = static_cast<int>(taps->taps);
        shape.inputs /= shape.kernel;
        shape.dilation = static_cast<int>(taps->dilation);
        match.weight = match.weight.view({shape.outputs, shape.kernel, shape.inputs}).transpose(1, 2);
        return true;
    }

    void take_overlap(Node* node)
    {
        Layer layer = layer_of(node);
        const auto& shape = layer.weights->shape();
        if (!shape.transposed || shape.padding != 0 || !layer.bias.empty()) return;
        const auto match = match_overlap(node->output());
        if (!match || frames_of(match->buffer) != match->frames || match->frames > shape.kernel) return;
        if (match->bias.defined() && match->bias.numel() != shape.outputs) return;
        if (writes_between(node, match->copy, match->add) || !match->crop->isAfter(match->add)) return;
        auto* state = state_input(match->buffer, {match->old_rows, match->new_rows});
        if (state == nullptr) return;
        layer.overlap_frames = match->frames;
        if (match->bias.defined()) {
            layer.bias = numbers_in(match->bias);
            layer.bias_parameter = packer_.parameters().whole(match->bias);
        }
        replace(match->result, std::move(layer), match->copy, node->input(0), state);
        match->copy->destroy();
        match->add->destroy();
    }

    // A new layer before `place` instead of what made `value`.
    void replace(Value* value, Layer layer, Node* place, Value* x, Value* state = nullptr, Value* added = nullptr)
    {
        const WithInsertPoint at(place);
        layer.number = packer_.next_number();
        taken_.layers.push_back(std::make_unique<const Layer>(std::move(layer)));
        auto* made = insert_layer(graph(), *taken_.layers.back(), x, state, added);
        made->copyMetadata(value->node());
        value->replaceAllUsesWith(made->output());
    }

    // Parameters that stay constants of the graph become inputs, so that an instance may play with others.
    void take_weights()
    {
        const auto is_constant = [](const Node* node) { return node->kind() == c10::prim::Constant; };
        for (Node* node : nodes(is_constant)) {
            if (!node->output()->hasUses()) continue;
            const auto tensor = tensor_of(node->output());
            auto view = tensor ? packer_.parameters().view(*tensor) : std::nullopt;
            if (!view) continue;
            node->output()->replaceAllUsesWith(graph().addInput()->setType(c10::TensorType::get()));
            taken_.weights.push_back(std::move(*view));
            node->destroy();
        }
        for (const Node* node : nodes([](const Node* each) { return each->kind() == c10::prim::GetAttr; })) {
            const auto path = Constancy::path_of(node, parts_);
            if (!path || !node->output()->hasUses()) continue;
            const auto [owner, slot] = path->find(constancy_.root());
            note_read(owner->getSlot(slot));
        }
    }

    void note_read(const c10::IValue& value)
    {
        if (value.isList())
            for (const auto& element : value.toListRef()) note_read(element);
        const int parameter = value.isTensor() ? packer_.parameters().of_storage(storage_of(value.toTensor())) : -1;
        if (parameter >= 0) taken_.read.insert(static_cast<std::size_t>(parameter));
    }

    // ---- what stands around a layer ------------------------------------------------------------------------------

    void fuse_past(Node* node)
    {
        Layer layer = layer_of(node);
        Node* past = node->input(0)->node();
        if (!is_past(past) || crops(past) || past->output()->uses().size() != 1 || layer.weights->shape().transposed ||
            past->owningBlock() != node->owningBlock())
            return;
        layer.past_frames = frames_kept(past);
        replace(node->output(), std::move(layer), past, past->input(0), past->input(1));
        node->destroy();
        past->destroy();
    }

    void fuse_activation(Node* node)
    {
        const auto match = match_activation(node->input(0));
        if (!match || node->input(0)->uses().size() != 1 || writes_between(match->node, node)) return;
        Layer layer = layer_of(node);
        layer.slope = match->slope;
        replace(node->output(), std::move(layer), node, match->x, node->input(1), node->input(2));
        node->destroy();
    }

    void fuse_interleave(Node* node)
    {
        Layer layer = layer_of(node);
        const auto& shape = layer.weights->shape();
        if (shape.transposed) return;
        const auto match = match_interleave(node->output(), node->input(0), shape.outputs);
        if (!match) return;
        layer.interleave = static_cast<int>(match->factor);
        for (Node* size : match->sizes) size->replaceInput(0, node->input(0));
        replace(match->chain.back()->output(), std::move(layer), node, node->input(0), node->input(1), node->input(2));
        for (auto step = match->chain.rbegin(); step != match->chain.rend(); ++step) (*step)->destroy();
        node->destroy();
    }

    void fuse_sum(Node* sum)
    {
        Node* a = sum->input(0)->node();
        Node* b = sum->input(1)->node();
        const auto fits = [&](const Node* node) {
            return is_layer(node) && node->output()->uses().size() == 1 && is_absent(node->input(2)) &&
                   !writes_between(node, sum);
        };
        const bool take_b = fits(b) && (!fits(a) || b->isAfter(a));
        if (a == b || (!take_b && !fits(a))) return;
        Node* node = take_b ? b : a;
        replace(sum->output(), layer_of(node), sum, node->input(0), node->input(1),
                take_b ? sum->input(0) : sum->input(1));
        sum->destroy();
        node->destroy();
    }

    const Constancy& constancy_;
    Packer& packer_;
    const bool bends_;
    Takeover taken_;
    Parts parts_;
};

}  // namespace

Takeover take_over(const torch::jit::Function& method, const Constancy& constancy, Packer& packer, bool bends)
{
    return Taking(method, constancy, packer, bends).run();
}

}  // namespace latentjam::infer::torch_backend
