// Loops with a known trip count become as many copies of their bodies.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/loops.h"

#include "infer/torch/rewrite/graph.h"

#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <unordered_set>
#include <vector>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;
using torch::jit::WithInsertPoint;

constexpr int kMostLoops = 64;              // in one round
constexpr std::int64_t kMostTurns = 16;     // of a loop that is unrolled at once
constexpr std::size_t kMostWritten = 1024;  // nodes that a loop may become

bool is_loop(const Node* node) { return node->kind() == c10::prim::Loop; }

std::size_t size_of(Node* loop)
{
    return nodes_in(loop->blocks()[0], [](const Node*) { return true; }).size();
}

// One iteration of a loop, written at the graph's insertion point: its condition, and the values it carries.
std::vector<Value*> write_turn(Graph& graph, Node* loop, Value* turn, const std::vector<Value*>& carried)
{
    Block* body = loop->blocks()[0];
    std::unordered_map<const Value*, Value*> copies;
    if (turn != nullptr) copies[body->inputs()[0]] = turn;
    for (std::size_t i = 0; i < carried.size(); ++i) copies[body->inputs()[i + 1]] = carried[i];
    const auto copy_of = [&](Value* value) {
        const auto found = copies.find(value);
        return found == copies.end() ? value : found->second;
    };
    for (Node* node : body->nodes()) {
        Node* copy = graph.insertNode(graph.createClone(node, copy_of));
        for (std::size_t i = 0; i < node->outputs().size(); ++i) copies[node->outputs()[i]] = copy->outputs()[i];
    }
    std::vector<Value*> after;
    for (Value* output : body->outputs()) after.push_back(copy_of(output));
    return after;
}

void write_out(Graph& graph, Node* loop, std::int64_t turns)
{
    const WithInsertPoint at(loop);
    std::vector<Value*> carried(loop->inputs().begin() + 2, loop->inputs().end());
    for (std::int64_t turn = 0; turn < turns; ++turn) {
        const auto after = write_turn(graph, loop, graph.insertConstant(turn), carried);
        carried.assign(after.begin() + 1, after.end());
    }
    for (std::size_t i = 0; i < carried.size(); ++i) loop->outputs()[i]->replaceAllUsesWith(carried[i]);
    loop->destroy();
}

// Whether a value of a loop's body is a number that depends on constants alone, in every iteration.
bool is_counted(const Value* value, const Node* loop, std::unordered_set<const Value*>& seen)
{
    if (!seen.insert(value).second || torch::jit::toIValue(value)) return true;
    const auto kind = value->type()->kind();
    if (kind != c10::TypeKind::IntType && kind != c10::TypeKind::BoolType && kind != c10::TypeKind::FloatType)
        return false;
    const Block* body = loop->blocks()[0];
    const Node* node = value->node();
    if (node == body->param_node()) {
        const auto place = value->offset();  // the trip count is the first
        return place > 0 && torch::jit::toIValue(loop->input(place + 1)) &&
               is_counted(body->outputs()[place], loop, seen);
    }
    const auto& inputs = node->inputs();
    return node->owningBlock() == body && node->blocks().empty() && !inputs.empty() &&
           std::all_of(inputs.begin(), inputs.end(), [&](const Value* input) { return is_counted(input, loop, seen); });
}

}  // namespace

bool LoopWriter::write()
{
    bool changed = false;
    for (int loop = 0; loop < kMostLoops && write_one_out(); ++loop) changed = true;
    for (Node* node : nodes_in(graph_.block(), is_loop)) changed = take_a_turn(node) || changed;
    return changed;
}

// With a known, small trip count.
bool LoopWriter::write_one_out()
{
    for (Node* node : nodes_in(graph_.block(), is_loop)) {
        const auto turns = torch::jit::toIValue(node->input(0));
        const auto goes_on = torch::jit::toIValue(node->input(1));
        const Block* body = node->blocks()[0];
        const auto stays_on = torch::jit::toIValue(body->outputs()[0]);
        if (!turns || !turns->isInt() || turns->toInt() > kMostTurns || !goes_on || !goes_on->isBool() ||
            !goes_on->toBool() || !stays_on || !stays_on->isBool() || !stays_on->toBool())
            continue;
        if (size_of(node) * static_cast<std::size_t>(std::max<std::int64_t>(turns->toInt(), 0)) > kMostWritten)
            continue;
        write_out(graph_, node, turns->toInt());
        return true;
    }
    return false;
}

// Of a loop that a counter ends, one iteration is peeled off: when the counter starts at a constant, the next round
// knows whether another follows.
bool LoopWriter::take_a_turn(Node* loop)
{
    const auto turns = torch::jit::toIValue(loop->input(0));
    const auto goes_on = torch::jit::toIValue(loop->input(1));
    const Block* body = loop->blocks()[0];
    if (!turns || !turns->isInt() || turns->toInt() != std::numeric_limits<std::int64_t>::max() || !goes_on ||
        !goes_on->isBool() || !goes_on->toBool() || body->inputs()[0]->hasUses() ||
        torch::jit::toIValue(body->outputs()[0]))
        return false;
    std::unordered_set<const Value*> seen;
    if (!is_counted(body->outputs()[0], loop, seen)) return false;
    written_[loop] += size_of(loop);
    if (written_[loop] > kMostWritten) return false;
    const WithInsertPoint at(loop);
    const auto after = write_turn(graph_, loop, nullptr, {loop->inputs().begin() + 2, loop->inputs().end()});
    for (std::size_t i = 0; i < after.size(); ++i) loop->replaceInput(i + 1, after[i]);
    return true;
}

}  // namespace latentjam::infer::torch_backend
