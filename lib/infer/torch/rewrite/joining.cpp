// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/joining.h"

#include "infer/torch/operators/pointwise_nodes.h"
#include "infer/torch/rewrite/graph.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {

class Joining {
public:
    explicit Joining(torch::jit::Graph& graph) : graph_(graph) {}

    std::vector<std::unique_ptr<const Pointwise>> run()
    {
        auto nodes = nodes_in(graph_.block(), is_pointwise);
        for (auto last = nodes.rbegin(); last != nodes.rend(); ++last)
            if (joined_.count(*last) == 0) join(*last);
        return std::move(made_);
    }

private:
    // Everything above `last` that only it asks for, directly or through others.
    std::vector<torch::jit::Node*> group_before(torch::jit::Node* last)
    {
        std::vector<torch::jit::Node*> group{last};
        for (std::size_t i = 0; i < group.size(); ++i)
            for (auto* value : group[i]->inputs())
                if (fits(value->node(), group)) group.push_back(value->node());
        std::sort(group.begin(), group.end(),
                  [](const torch::jit::Node* a, const torch::jit::Node* b) { return a->isBefore(b); });
        return group;
    }

    bool fits(const torch::jit::Node* node, const std::vector<torch::jit::Node*>& group) const
    {
        const auto* last = group.front();
        const auto is_in = [&](const torch::jit::Node* user) {
            return std::find(group.begin(), group.end(), user) != group.end();
        };
        if (group.size() >= kMostPointwiseNodes || is_in(node) || joined_.count(node) != 0 || !is_pointwise(node) ||
            node->owningBlock() != last->owningBlock() || writes_between(node, last))
            return false;
        std::unordered_set<const torch::jit::Value*> outside;
        for (const auto* member : group) outside.insert(member->inputs().begin(), member->inputs().end());
        outside.insert(node->inputs().begin(), node->inputs().end());
        const auto& uses = node->output()->uses();
        return outside.size() <= kernel::pointwise::kMostOperands &&
               std::all_of(uses.begin(), uses.end(), [&](const auto& use) { return is_in(use.user); });
    }

    void join(torch::jit::Node* last)
    {
        auto group = group_before(last);
        auto made = std::make_unique<const Pointwise>(group);
        const torch::jit::WithInsertPoint at(last);
        auto* node = insert_pointwise(graph_, *made);
        node->output()->setType(last->output()->type());
        last->output()->replaceAllUsesWith(node->output());
        for (auto member = group.rbegin(); member != group.rend(); ++member) {
            joined_.insert(*member);
            (*member)->destroy();
        }
        made_.push_back(std::move(made));
    }

    torch::jit::Graph& graph_;
    std::unordered_set<const torch::jit::Node*> joined_;  // and gone
    std::vector<std::unique_ptr<const Pointwise>> made_;
};

}  // namespace

std::vector<std::unique_ptr<const Pointwise>> join_pointwise(torch::jit::Graph& graph) { return Joining(graph).run(); }

}  // namespace latentjam::infer::torch_backend
