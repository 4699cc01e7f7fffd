// All playable methods are optimized, or none; then the weights that only layers need are released.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/optimized.h"

#include "infer/torch/operators/operators.h"
#include "infer/torch/rewrite/graph.h"
#include "infer/torch/rewrite/patterns.h"
#include "infer/torch/rewrite/takeover.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <set>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Block;
using torch::jit::Module;
using torch::jit::Node;

// Storages of module tensors that this code can still reach.
void note_needed(const Block* block, const Parts& parts, const Module& root, std::set<const void*>& needed)
{
    for (const Node* node : block->nodes()) {
        for (const Block* inner : node->blocks()) note_needed(inner, parts, root, needed);
        if (node->kind() == c10::prim::Constant) {
            const auto value = torch::jit::toIValue(node->output());
            if (value && value->isTensor()) needed.insert(storage_of(value->toTensor()));
        }
        const auto path = Constancy::path_of(node, parts);
        if (!path || !node->output()->hasUses()) continue;
        const auto [object, slot] = path->find(root);
        if (object->getSlot(slot).isTensor()) needed.insert(storage_of(object->getSlot(slot).toTensor()));
    }
}

std::vector<c10::IValue> defaults_of(const torch::jit::Function& function)
{
    std::vector<c10::IValue> defaults;
    const auto& arguments = function.getSchema().arguments();
    for (std::size_t i = 2; i < arguments.size(); ++i) defaults.push_back(arguments[i].default_value().value());
    return defaults;
}

bool takes_one_tensor(const torch::jit::Function& function)
{
    const auto& arguments = function.getSchema().arguments();
    if (arguments.size() < 2 || arguments[1].type()->kind() != c10::TypeKind::TensorType) return false;
    return std::all_of(arguments.begin() + 2, arguments.end(),
                       [](const c10::Argument& argument) { return argument.default_value().has_value(); });
}

// A tensor that became a constant, in a layer or in a folded result, leaves its slot, which keeps an empty one.
void release(const Module& root, const std::set<const void*>& folded, const std::set<const void*>& needed)
{
    for (const auto& part : root.modules()) {
        const auto type = part.type();
        for (std::size_t i = 0; i < type->numAttributes(); ++i) {
            const auto& value = part._ivalue()->getSlot(i);
            if (!value.isTensor()) continue;
            const auto* storage = storage_of(value.toTensor());
            if (folded.count(storage) != 0 && needed.count(storage) == 0)
                part._ivalue()->setSlot(i, at::empty({0}, value.toTensor().options()));
        }
    }
}

// Parameters that became part of other numbers, and so are heard no more.
void forbid_what_is_computed_with(const OptimizedModel& optimized, const std::set<const void*>& folded,
                                  Parameters& parameters)
{
    std::set<int> within;
    for (const auto* storage : folded) within.insert(parameters.of_storage(storage));
    const auto is_played = [&](const OptimizedMethod& method, int parameter) {
        const auto number = static_cast<std::size_t>(parameter);
        return method.read.count(number) != 0 ||
               std::any_of(method.weights.begin(), method.weights.end(),
                           [&](const ParameterView& view) { return view.parameter == number; }) ||
               std::any_of(method.played.begin(), method.played.end(), [&](const Layer* layer) {
                   return layer->weight_parameter == parameter || layer->bias_parameter == parameter;
               });
    };
    for (const int parameter : within) {
        if (parameter < 0) continue;
        for (const auto& [name, method] : optimized.methods)
            if (parameters.is_read_by(name, static_cast<std::size_t>(parameter)) && !is_played(method, parameter))
                parameters.forbid(static_cast<std::size_t>(parameter),
                                  "it is computed with when the model is loaded; 'optimize 0' leaves it alone");
    }
}

OptimizedModel take_over_all(Module& module, const std::vector<Method>& methods, bool bends, Packer& packer,
                             Parameters& parameters)
{
    auto optimized = leave_as_it_is(module, methods);
    if (!register_operators()) return optimized;
    const Constancy constancy(module);
    if (!constancy.is_complete()) return optimized;
    std::set<const void*> needed, folded;
    for (const auto& method : module.get_methods()) {
        const auto& function = method.function();
        const bool is_playable =
            std::any_of(methods.begin(), methods.end(), [&](const Method& m) { return m.name == function.name(); });
        if (is_playable && takes_one_tensor(function)) {
            auto taken = take_over(function, constancy, packer, bends);
            if (taken.taken > 0) {
                note_needed(taken.graph->block(), constancy.parts_of(*taken.graph), module, needed);
                folded.merge(taken.folded);
                optimized.counts[function.name()] = {taken.taken, taken.convolutions};
                optimized.methods[function.name()] = {torch::jit::Code(taken.graph, function.name()),
                                                      std::move(taken.layers),
                                                      std::move(taken.pointwise),
                                                      defaults_of(function),
                                                      std::move(taken.states),
                                                      std::move(taken.played),
                                                      std::move(taken.weights),
                                                      std::move(taken.read)};
                continue;
            }
        }
        const auto plain = Constancy::inlined(function);
        note_needed(plain->block(), constancy.parts_of(*plain), module, needed);
    }
    optimized.layers = static_cast<std::size_t>(packer.layers());
    forbid_what_is_computed_with(optimized, folded, parameters);
    for (const auto& [name, method] : optimized.methods)
        for (const Layer* layer : method.played)
            if (layer->weight_parameter >= 0) parameters.has_output(static_cast<std::size_t>(layer->weight_parameter));
    release(module, folded, needed);
    return optimized;
}

}  // namespace

OptimizedModel leave_as_it_is(const Module& module, const std::vector<Method>& methods) noexcept
{
    OptimizedModel model;
    try {
        for (const auto& method : methods) {
            const auto graph = Constancy::inlined(module.get_method(method.name).function());
            model.counts[method.name] = {0, static_cast<int>(nodes_in(graph->block(), is_convolution).size())};
        }
    } catch (...) {
        return {};
    }
    return model;
}

OptimizedModel optimize(Module& module, const std::vector<Method>& methods, const LoadOptions& options,
                        Parameters& parameters)
{
    Packer packer(options.precision, parameters);
    OptimizedModel optimized;
    try {
        optimized = take_over_all(module, methods, options.bends, packer, parameters);
    } catch (...) {
        return leave_as_it_is(module, methods);
    }
    parameters.release_tensors();
    packer.finish();
    return optimized;
}

OptimizedCall::OptimizedCall(const OptimizedMethod& method, const Module& module)
    : method_(&method), self_(module._ivalue())
{
    for (const auto& state : method.states) states_.push_back(state.find(module));
}

c10::IValue OptimizedCall::operator()(at::Tensor input, const std::vector<at::Tensor>& bent) const
{
    torch::jit::Stack stack;
    stack.reserve(2 + method_->defaults.size() + states_.size() + method_->weights.size());
    stack.emplace_back(self_);
    stack.emplace_back(std::move(input));
    stack.insert(stack.end(), method_->defaults.begin(), method_->defaults.end());
    for (const auto& [owner, slot] : states_) stack.push_back(owner->getSlot(slot));
    for (const auto& view : method_->weights) {
        const bool is_bent = view.parameter < bent.size() && bent[view.parameter].defined();
        stack.push_back(is_bent ? view.of(bent[view.parameter]) : view.own);
    }
    torch::jit::InterpreterState(method_->code).run(stack);
    return std::move(stack.back());
}

}  // namespace latentjam::infer::torch_backend
