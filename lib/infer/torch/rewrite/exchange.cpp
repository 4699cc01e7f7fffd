// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/exchange.h"

#include "infer/torch/operators/graph_values.h"
#include "infer/torch/rewrite/graph.h"

#include <vector>

namespace latentjam::infer::torch_backend {

namespace {

// mul(a, b, out=...) in front of a node, where between them nothing happens but views being taken, and `flip`.
torch::jit::Node* written_product_before(torch::jit::Node* node, const torch::jit::Node* flip)
{
    const auto only_looks = [flip](const torch::jit::Node* other) {
        return other->kind() == c10::prim::Constant || is(other, "aten::slice") || is(other, "aten::select") ||
               other == flip;
    };
    auto* before = node->prev();
    while (only_looks(before)) before = before->prev();
    const bool is_written = is(before, "aten::mul") && before->inputs().size() == 3 && !before->output()->hasUses();
    return is_written ? before : nullptr;
}

}  // namespace

void exchange_operator(torch::jit::Graph& graph, torch::jit::Node* node)
{
    const char* ours = nullptr;
    torch::jit::Node* product = nullptr;
    std::vector<torch::jit::Value*> inputs(node->inputs().begin(), node->inputs().end());
    if (is(node, "aten::flip")) ours = "latentjam::flip";
    if (is(node, "aten::bmm")) ours = "latentjam::bmm";
    if (is(node, "aten::add_") && int_of(node->input(2)) == 1) {
        torch::jit::Node* flip = node->input(1)->node();
        if (!is(flip, "latentjam::flip") || flip->output()->uses().size() != 1 || writes_between(flip, node)) return;
        ours = "latentjam::add_flipped_";
        inputs = {node->input(0), flip->input(0), flip->input(1)};
        product = written_product_before(node, flip);
        if (product != nullptr) {
            ours = "latentjam::multiply_add_flipped_";
            inputs.insert(inputs.begin(), product->inputs().begin(), product->inputs().end());
        }
    }
    if (ours == nullptr) return;
    const torch::jit::WithInsertPoint at(node);
    auto* exchanged = graph.insertNode(graph.create(c10::Symbol::fromQualString(ours), inputs));
    exchanged->output()->setType(node->output()->type());
    node->output()->replaceAllUsesWith(exchanged->output());
    node->destroy();
    if (product != nullptr) product->destroy();
}

}  // namespace latentjam::infer::torch_backend
