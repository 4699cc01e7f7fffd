// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/writes.h"

#include <set>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

// Nodes that write into a value or into what may be a view of it.
class Writers {
public:
    std::set<const Node*> of(const Value* value)
    {
        follow(value);
        return std::move(writers_);
    }

private:
    void follow(const Value* value)
    {
        if (!seen_.insert(value).second) return;
        for (const auto& use : value->uses()) note(*use.user, use.offset);
    }

    void follow_all(at::ArrayRef<const Value*> values)
    {
        for (const Value* value : values) follow(value);
    }

    void note(const Node& user, std::size_t offset)
    {
        switch (user.kind()) {
            case c10::prim::ListConstruct:
            case c10::prim::TupleConstruct:
            case c10::prim::ListUnpack:
            case c10::prim::TupleUnpack:
            case c10::prim::unchecked_cast:
                return follow_all(user.outputs());
            case c10::prim::Loop:  // trips, condition, carried... -> carried...; its body: trip, carried...
                if (offset < 2) return;
                follow(user.outputs()[offset - 2]);
                return follow(user.blocks()[0]->inputs()[offset - 1]);
            case c10::prim::Return:
                return leave(user, offset);
            default:
                break;
        }
        const auto* schema = user.maybeSchema();
        if (schema == nullptr || offset >= schema->arguments().size()) return;
        const auto* alias = schema->arguments()[offset].alias_info();
        if (alias == nullptr) return;
        if (alias->isWrite()) writers_.insert(&user);
        follow_all(user.outputs());
    }

    // Out of a block, to what its node makes of it.
    void leave(const Node& last, std::size_t offset)
    {
        const Node* owner = last.owningBlock()->owningNode();
        if (owner == nullptr) return;
        if (owner->kind() == c10::prim::If) return follow(owner->outputs()[offset]);
        if (owner->kind() != c10::prim::Loop || offset == 0) return;
        follow(owner->outputs()[offset - 1]);
        follow(owner->blocks()[0]->inputs()[offset]);
    }

    std::set<const Value*> seen_;
    std::set<const Node*> writers_;
};

// Whether a value is computed from what the method was given, self apart.
bool is_given(const Value* value, const Graph& graph, std::set<const Value*>& seen)
{
    if (!seen.insert(value).second) return false;
    const Node* node = value->node();
    if (node == graph.param_node()) return value != graph.inputs()[0];
    for (const Value* input : node->inputs())
        if (is_given(input, graph, seen)) return true;
    for (const Block* block : node->blocks())
        for (const Value* output : block->outputs())
            if (is_given(output, graph, seen)) return true;
    return false;
}

bool is_given(const Node& writer, const Graph& graph)
{
    std::set<const Value*> seen;
    for (const Value* input : writer.inputs())
        if (is_given(input, graph, seen)) return true;
    return false;
}

void note_writes(const Block& block, const Graph& graph, const Parts& parts, std::vector<Write>& found)
{
    for (const Node* node : block.nodes()) {
        for (const Block* inner : node->blocks()) note_writes(*inner, graph, parts, found);
        if (node->kind() == c10::prim::SetAttr) {
            const auto owner = parts.find(node->input(0));
            if (owner == parts.end()) continue;
            Write write{owner->second, is_given(*node, graph)};
            write.path.names.push_back(node->s(c10::attr::name));
            found.push_back(std::move(write));
        } else if (const auto path = Constancy::path_of(node, parts)) {
            for (const Node* writer : Writers().of(node->output())) found.push_back({*path, is_given(*writer, graph)});
        }
    }
}

}  // namespace

std::vector<Write> writes_in(const Graph& graph, const Parts& parts)
{
    std::vector<Write> found;
    note_writes(*graph.block(), graph, parts, found);
    return found;
}

}  // namespace latentjam::infer::torch_backend
