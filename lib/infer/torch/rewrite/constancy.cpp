// A tensor is constant when all uses of it, and of what may be a view of it, are operators that only read.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/constancy.h"

#include <ATen/core/class_type.h>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <optional>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

std::string type_name(const c10::TypePtr& type)
{
    const auto named = type->cast<c10::NamedType>();
    return named && named->name() ? named->name()->qualifiedName() : type->str();
}

std::optional<c10::IValue> read(const AttributePath& path, const torch::jit::Module& root)
{
    const auto [owner, slot] = path.find(root);
    return owner->getSlot(slot);
}

template <typename Visit>
void for_each_node(const Block* block, Visit&& visit)
{
    for (const Node* node : block->nodes()) {
        visit(node);
        for (const Block* inner : node->blocks()) for_each_node(inner, visit);
    }
}

std::vector<const Node*> calls_in(const Block* block)
{
    std::vector<const Node*> calls;
    for_each_node(block, [&](const Node* node) {
        if (node->kind() == c10::prim::CallMethod || node->kind() == c10::prim::CallFunction) calls.push_back(node);
    });
    return calls;
}

}  // namespace

const void* storage_of(const at::Tensor& tensor)
{
    return tensor.defined() && tensor.has_storage() ? tensor.storage().unsafeGetStorageImpl() : nullptr;
}

std::pair<torch::jit::ObjectPtr, std::size_t> AttributePath::find(const torch::jit::Module& root) const
{
    auto owner = root._ivalue();
    for (std::size_t i = 0; i + 1 < names.size(); ++i) owner = owner->getAttr(names[i]).toObject();
    return {owner, owner->type()->getAttributeSlot(names.back())};
}

Constancy::Constancy(const torch::jit::Module& root) : root_(root)
{
    // Assignments anywhere in any type of the tree, whether or not it is ever called.
    for (const auto& part : root.modules())
        for (auto* method : part.type()->methods())
            if (auto* function = torch::jit::tryToGraphFunction(*method)) note_assignments(function->graph()->block());
    for (const auto& method : root.get_methods()) {
        const auto graph = inlined(method.function());
        note_assignments(graph->block());
        const auto parts = parts_of(*graph);
        note_tensors(graph->block(), parts);
        note_opaque_code(graph->block(), parts);
    }
}

std::shared_ptr<Graph> Constancy::inlined(const torch::jit::Function& function)
{
    auto graph = torch::jit::toGraphFunction(const_cast<torch::jit::Function&>(function)).graph()->copy();
    // With the optimizing executor off, one call of Inline goes one level deep.
    constexpr int kDeepest = 64;
    auto calls = calls_in(graph->block());
    for (int level = 0; level < kDeepest && !calls.empty(); ++level) {
        torch::jit::Inline(*graph);
        const auto left = calls_in(graph->block());
        if (left == calls) break;  // calls that cannot be inlined
        calls = left;
    }
    return graph;
}

Parts Constancy::parts_of(const Graph& graph) const
{
    Parts parts;
    if (graph.inputs().empty()) return parts;
    parts[graph.inputs()[0]] = {};
    for_each_node(graph.block(), [&](const Node* node) {
        if (node->kind() == c10::prim::unchecked_cast && parts.count(node->input(0)) != 0)
            parts[node->output()] = parts[node->input(0)];
        auto path = path_of(node, parts);
        if (!path || !is_never_assigned(node)) return;
        const auto value = read(*path, root_);
        if (value && value->isModule()) parts[node->output()] = std::move(*path);
    });
    return parts;
}

std::optional<AttributePath> Constancy::path_of(const Node* node, const Parts& parts)
{
    if (node->kind() != c10::prim::GetAttr) return std::nullopt;
    const auto owner = parts.find(node->input(0));
    if (owner == parts.end()) return std::nullopt;
    AttributePath path = owner->second;
    path.names.push_back(node->s(c10::attr::name));
    return path;
}

bool Constancy::is_never_assigned(const Node* get) const
{
    return assigned_.count({type_name(get->input(0)->type()), get->s(c10::attr::name)}) == 0;
}

bool Constancy::is_constant(const Node* get, const at::Tensor& value) const
{
    return !has_opaque_code_ && is_never_assigned(get) && storage_of(value) != nullptr &&
           changing_.count(storage_of(value)) == 0;
}

void Constancy::note_assignments(const Block* block)
{
    for_each_node(block, [&](const Node* node) {
        if (node->kind() == c10::prim::SetAttr)
            assigned_.insert({type_name(node->input(0)->type()), node->s(c10::attr::name)});
    });
}

void Constancy::note_tensors(const Block* block, const Parts& parts)
{
    for_each_node(block, [&](const Node* node) {
        const auto path = path_of(node, parts);
        if (!path) return;
        const auto value = read(*path, root_);
        std::set<const Value*> seen;
        if (value && value->isTensor() && !only_read(node->output(), seen))
            changing_.insert(storage_of(value->toTensor()));
    });
}

// Calls through an interface stay calls, and a module may come out of a list or a branch.
void Constancy::note_opaque_code(const Block* block, const Parts& parts)
{
    for_each_node(block, [&](const Node* node) {
        if (node->kind() == c10::prim::CallMethod) has_opaque_code_ = true;
        if (node->kind() != c10::prim::GetAttr || parts.count(node->input(0)) != 0) return;
        const auto type = node->input(0)->type()->cast<c10::ClassType>();
        if (!type || type->is_module()) has_opaque_code_ = true;
    });
}

bool Constancy::only_read(const Value* tensor, std::set<const Value*>& seen) const
{
    if (!seen.insert(tensor).second) return true;
    for (const auto& use : tensor->uses()) {
        const Node* user = use.user;
        switch (user->kind()) {
            case c10::prim::ListConstruct:
            case c10::prim::TupleConstruct:
            case c10::prim::ListUnpack:
            case c10::prim::TupleUnpack:
            case c10::prim::unchecked_cast:
                for (const Value* output : user->outputs())
                    if (!only_read(output, seen)) return false;
                continue;
            case c10::prim::Return:
                if (user->owningBlock()->owningNode() == nullptr ||
                    user->owningBlock()->owningNode()->kind() != c10::prim::If ||
                    !only_read(user->owningBlock()->owningNode()->outputs()[use.offset], seen))
                    return false;
                continue;
            default:
                break;
        }
        const auto* schema = user->maybeSchema();
        if (schema == nullptr || use.offset >= schema->arguments().size()) return false;
        const auto* alias = schema->arguments()[use.offset].alias_info();
        if (alias == nullptr) continue;
        if (alias->isWrite() || alias->isWildcardAfter()) return false;
        for (const Value* output : user->outputs())
            if (!only_read(output, seen)) return false;
    }
    return true;
}

}  // namespace latentjam::infer::torch_backend
