// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/graph.h"

#include "infer/torch/operators/layer.h"

#include <algorithm>

namespace latentjam::infer::torch_backend {

using torch::jit::Block;
using torch::jit::Node;
using torch::jit::Value;

namespace {

bool may_vanish(Node* node)
{
    if (node->hasSideEffects() || node->isNondeterministic() || may_write(node)) return false;
    if (is_past(node) || (is_layer(node) && !is_absent(node->input(1)))) return false;  // their state lives on
    for (Block* block : node->blocks())
        for (Node* inner : block->nodes())
            if (!may_vanish(inner)) return false;
    return true;
}

}  // namespace

std::vector<Node*> nodes_in(Block* block, const std::function<bool(const Node*)>& wanted)
{
    std::vector<Node*> found;
    for (Node* node : block->nodes()) {
        if (wanted(node)) found.push_back(node);
        for (Block* inner : node->blocks())
            for (Node* deeper : nodes_in(inner, wanted)) found.push_back(deeper);
    }
    return found;
}

void remove_dead(Block* block)
{
    for (auto node = block->nodes().rbegin(); node != block->nodes().rend();) {
        Node* candidate = *node;
        ++node;
        for (Block* inner : candidate->blocks()) remove_dead(inner);
        const auto& outputs = candidate->outputs();
        if (std::none_of(outputs.begin(), outputs.end(), [](const Value* output) { return output->hasUses(); }) &&
            may_vanish(candidate))
            candidate->destroy();
    }
}

bool may_write(const Node* node)
{
    for (const auto* block : node->blocks())
        for (const Node* inner : block->nodes())
            if (may_write(inner)) return true;
    switch (node->kind()) {
        case c10::prim::Constant:
        case c10::prim::GetAttr:
        case c10::prim::If:
        case c10::prim::Loop:
        case c10::prim::ListConstruct:
        case c10::prim::ListUnpack:
        case c10::prim::TupleConstruct:
        case c10::prim::TupleUnpack:
        case c10::prim::unchecked_cast:
            return false;
        default:
            break;
    }
    if (is_layer(node) || is_past(node)) return false;
    const auto* schema = node->maybeSchema();
    if (schema == nullptr) return true;
    for (const auto& argument : schema->arguments())
        if (argument.alias_info() != nullptr && argument.alias_info()->isWrite()) return true;
    return false;
}

bool writes_between(const Node* first, const Node* last, const Node* but)
{
    if (first->owningBlock() != last->owningBlock() || !last->isAfter(first)) return true;
    for (const Node* node = first->next(); node != last; node = node->next())
        if (node != but && may_write(node)) return true;
    return false;
}

}  // namespace latentjam::infer::torch_backend
