// Each pass makes constants that another one waits for, so they take turns until nothing changes.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/folding.h"

#include "infer/torch/operators/graph_values.h"
#include "infer/torch/rewrite/graph.h"
#include "infer/torch/rewrite/loops.h"
#include "infer/torch/rewrite/patterns.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/peephole.h>

#include <algorithm>
#include <optional>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;
using torch::jit::WithInsertPoint;

constexpr int kMostRounds = 16;

class Folding {
public:
    Folding(std::shared_ptr<Graph>& graph, const Constancy& constancy, std::set<const void*>& folded)
        : graph_(graph), constancy_(constancy), folded_(folded)
    {
    }

    void run()
    {
        keep_what_acts();
        bool changed = true;
        for (int round = 0; changed && round < kMostRounds; ++round) {
            changed = fold_attributes();
            changed = torch::jit::ConstantPropagation(graph_) || changed;
            for (Node* node : of_kind(c10::prim::ListConstruct)) changed = freeze_list(node) || changed;
            for (Node* node : of_kind(c10::aten::slice)) changed = leave_out_slice(node) || changed;
            for (Node* node : of_kind(c10::prim::dtype)) changed = answer_type(*graph_, node) || changed;
            changed = loops_.write() || changed;
            changed = torch::jit::PeepholeOptimize(graph_) || changed;
            remove_dead(graph_->block());
        }
        for (Node* keeper : nodes_in(graph_->block(), is_keeper)) keeper->destroy();
    }

private:
    std::vector<Node*> of_kind(c10::Symbol kind)
    {
        return nodes_in(graph_->block(), [kind](const Node* node) { return node->kind() == kind; });
    }

    // Torch's passes remove what they consider dead, and overlook that a list may hold views of what is written to. So
    // each tensor that code writes to, and each random number, gets a use that they respect.
    void keep_what_acts()
    {
        const auto acts = [](const Node* node) {
            return node->outputs().size() == 1 && node->output()->type()->isSubtypeOf(*c10::TensorType::get()) &&
                   (may_write(node) || node->isNondeterministic());
        };
        for (Node* node : nodes_in(graph_->block(), acts)) {
            Node* keeper = graph_->create(c10::prim::Print, {node->output()}, 0);
            keeper->i_(keeper_mark(), 1);
            keeper->insertAfter(node);
        }
    }

    static c10::Symbol keeper_mark() { return c10::Symbol::attr("latentjam_keeper"); }

    static bool is_keeper(const Node* node)
    {
        return node->kind() == c10::prim::Print && node->hasAttribute(keeper_mark());
    }

    bool fold_attributes()
    {
        bool changed = false;
        const auto parts = constancy_.parts_of(*graph_);
        for (Node* node : of_kind(c10::prim::GetAttr)) {
            if (!node->output()->hasUses()) continue;
            const auto path = Constancy::path_of(node, parts);
            if (!path) continue;
            const auto [object, slot] = path->find(constancy_.root());
            changed = fold(node, object->getSlot(slot)) || changed;
        }
        return changed;
    }

    bool fold(Node* get, const c10::IValue& value)
    {
        const auto& name = get->s(c10::attr::name);
        // An optional module that is present: tests for it are constant.
        if (value.isModule() && constancy_.is_never_assigned(get)) get->output()->setType(value.type());
        const bool is_number =
            value.isInt() || value.isDouble() || value.isBool() || value.isString() || value.isNone();
        if (value.isTensor() ? name == "cache" || name == "pad" || !constancy_.is_constant(get, value.toTensor())
                             : !is_number || !constancy_.is_never_assigned(get))
            return false;
        if (value.isTensor()) folded_.insert(storage_of(value.toTensor()));
        const WithInsertPoint at(get);
        // Detached, because a constant may ask for no gradient; the numbers stay where they are.
        auto* constant = graph_->insertConstant(value.isTensor() ? c10::IValue(value.toTensor().detach()) : value);
        get->output()->replaceAllUsesWith(constant);
        return true;
    }

    // What type a tensor's numbers have, where the code itself says so.
    static std::optional<std::int64_t> type_of(const Value* tensor)
    {
        if (const auto constant = tensor_of(tensor)) return static_cast<std::int64_t>(constant->scalar_type());
        const Node* node = tensor->node();
        if (is(node, "aten::to") && node->inputs().size() == 5) return int_of(node->input(1));
        if (is(node, "aten::transpose") || is(node, "aten::permute") || is(node, "aten::reshape"))
            return type_of(node->input(0));
        if (is(node, "aten::tanh")) {  // of integers it is a float
            const auto type = type_of(node->input(0));
            return type && at::isFloatingType(static_cast<at::ScalarType>(*type)) ? type : std::nullopt;
        }
        // Two tensors of one type give that type; others are promoted by libtorch.
        if (is_plain_sum(node) || is(node, "aten::linear")) {
            const auto type = type_of(node->input(0));
            return type == type_of(node->input(1)) ? type : std::nullopt;
        }
        return std::nullopt;
    }

    static bool answer_type(Graph& graph, Node* node)
    {
        if (!node->output()->hasUses()) return false;
        const auto type = type_of(node->input(0));
        if (!type) return false;
        const WithInsertPoint at(node);
        node->output()->replaceAllUsesWith(graph.insertConstant(*type));
        return true;
    }

    // A list that grows element by element, and is read only after that, becomes one that is made at once. (Torch's own
    // pass takes anything that was appended for an alias of anything else, and so leaves most of these alone.)
    static bool freeze_list(Node* list)
    {
        std::vector<Node*> appends, readers;
        for (const auto& use : list->output()->uses()) {
            if (use.user->owningBlock() != list->owningBlock()) return false;
            const bool appends_here = is_append(use.user) && use.offset == 0;
            if (!appends_here && !only_reads_list(use.user)) return false;
            (appends_here ? appends : readers).push_back(use.user);
        }
        if (appends.empty()) return false;
        const auto earlier = [](const Node* a, const Node* b) { return a->isBefore(b); };
        std::sort(appends.begin(), appends.end(), earlier);
        for (const Node* reader : readers)
            if (!reader->isAfter(appends.back())) return false;
        for (Node* append : appends) {
            if (append->output()->hasUses()) return false;
        }
        for (const Node* append : appends) list->addInput(append->input(1));
        list->moveBefore(appends.back());
        for (Node* append : appends) append->destroy();
        return true;
    }

    // x[:] is x: scripts of x[:, :, n:] are full of them.
    static bool leave_out_slice(Node* node)
    {
        if (!node->output()->hasUses()) return false;
        const auto slice = match_slice(node->output());
        if (!slice || !slice->starts_at_zero() || !slice->has_no_end()) return false;
        node->output()->replaceAllUsesWith(slice->source);
        return true;
    }

    std::shared_ptr<Graph>& graph_;
    const Constancy& constancy_;
    std::set<const void*>& folded_;
    LoopWriter loops_{*graph_};
};

}  // namespace

void fold_constants(std::shared_ptr<Graph>& graph, const Constancy& constancy, std::set<const void*>& folded)
{
    Folding(graph, constancy, folded).run();
}

}  // namespace latentjam::infer::torch_backend
