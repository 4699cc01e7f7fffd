// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/rewrite/parameters.h"

#include "infer/torch/rewrite/graph.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Module;
using torch::jit::Node;

std::vector<std::string> split(const std::string& name)
{
    std::vector<std::string> parts(1);
    for (const char letter : name)
        if (letter == '.')
            parts.emplace_back();
        else
            parts.back() += letter;
    return parts;
}

std::string obstacle_of(const at::Tensor& tensor)
{
    if (tensor.scalar_type() != at::kFloat)
        return std::string("its numbers are of type ") + c10::toString(tensor.scalar_type()) + ", not float32";
    if (!tensor.has_storage() || !tensor.is_non_overlapping_and_dense()) return "its numbers do not lie side by side";
    return {};
}

// The names of all tensors that code may change: written to, assigned, or told by a setter.
std::set<const void*> changing(const Module& module)
{
    std::set<const void*> found;
    const Constancy code(module);
    for (const auto& method : module.get_methods()) {
        const auto graph = Constancy::inlined(method.function());
        const auto parts = code.parts_of(*graph);
        for (const Node* node : nodes_in(graph->block(), [](const Node*) { return true; })) {
            const auto path = Constancy::path_of(node, parts);
            if (!path) continue;
            const auto [owner, slot] = path->find(module);
            const auto& value = owner->getSlot(slot);
            if (value.isTensor() && !code.is_constant(node, value.toTensor()))
                found.insert(storage_of(value.toTensor()));
        }
    }
    return found;
}

}  // namespace

at::Tensor ParameterView::of(const at::Tensor& whole) const
{
    return whole.as_strided(sizes, strides, whole.storage_offset() + offset);
}

Parameters::Parameters(const Module& module, const std::vector<Method>& methods, const std::vector<StatePlace>& state)
{
    for (const auto& parameter : module.named_parameters()) add(parameter.name, parameter.value, false);
    try {
        auto busy = changing(module);
        for (const auto& place : state) {
            const auto [owner, slot] = place.path.find(module);
            if (owner->getSlot(slot).isTensor()) busy.insert(storage_of(owner->getSlot(slot).toTensor()));
        }
        for (const auto& buffer : module.named_buffers()) {
            const auto name = split(buffer.name).back();
            const bool is_plain = buffer.value.defined() && buffer.value.scalar_type() == at::kFloat &&
                                  name != "cache" && name != "pad" && !name.ends_with("_params");
            if (is_plain && busy.count(storage_of(buffer.value)) == 0) add(buffer.name, buffer.value, true);
        }
        find_readers(module, methods);
    } catch (...) {
        readers_.clear();  // code that cannot be followed: parameters alone, all of them perhaps used
    }
    find_lists(module);
}

void Parameters::add(const std::string& name, const at::Tensor& tensor, bool is_buffer)
{
    if (!tensor.defined() || tensor.numel() == 0) return;
    Detail detail;
    detail.tensor = tensor.detach();
    detail.places.push_back({{split(name)}, std::nullopt});
    detail.sizes = tensor.sizes().vec();
    detail.strides = tensor.strides().vec();
    detail.offset = tensor.has_storage() ? tensor.storage_offset() : 0;
    // One tensor under two names is one parameter.
    const auto known = by_storage_.find(storage_of(tensor));
    if (known != by_storage_.end()) {
        auto& first = details_[static_cast<std::size_t>(known->second)];
        if (first.sizes == detail.sizes && first.strides == detail.strides && first.offset == detail.offset) {
            first.places.push_back(detail.places.front());
            return;
        }
    }
    by_storage_.try_emplace(storage_of(tensor), static_cast<int>(list_.size()));
    list_.push_back({name, detail.sizes, is_buffer, false, obstacle_of(tensor)});
    details_.push_back(std::move(detail));
}

// nn.GRU and its relatives keep their weights in a list besides.
void Parameters::find_lists(const Module& module)
{
    for (const auto& part : module.named_modules()) {
        const auto object = part.value._ivalue();
        const auto type = object->type();
        for (std::size_t i = 0; i < type->numAttributes(); ++i) {
            const auto& value = object->getSlot(i);
            if (!value.isList()) continue;
            const auto elements = value.toListRef();
            for (std::size_t n = 0; n < elements.size(); ++n) {
                const int parameter = elements[n].isTensor() ? whole(elements[n].toTensor()) : -1;
                if (parameter < 0) continue;
                auto names = part.name.empty() ? std::vector<std::string>() : split(part.name);
                names.push_back(type->getAttributeName(i));
                details_[static_cast<std::size_t>(parameter)].places.push_back({{std::move(names)}, n});
            }
        }
    }
}

void Parameters::find_readers(const Module& module, const std::vector<Method>& methods)
{
    const Constancy code(module);
    if (!code.is_complete()) return;
    for (const auto& method : methods) {
        auto& read = readers_[method.name];
        const auto graph = Constancy::inlined(module.get_method(method.name).function());
        const auto parts = code.parts_of(*graph);
        const auto note = [&](const c10::IValue& value) {
            const int parameter = value.isTensor() ? of_storage(storage_of(value.toTensor())) : -1;
            if (parameter >= 0) read.insert(static_cast<std::size_t>(parameter));
        };
        for (const Node* node : nodes_in(graph->block(), [](const Node*) { return true; })) {
            const auto path = Constancy::path_of(node, parts);
            if (!path || !node->output()->hasUses()) continue;
            const auto [owner, slot] = path->find(module);
            const auto& value = owner->getSlot(slot);
            note(value);
            if (value.isList())
                for (const auto& element : value.toListRef()) note(element);
        }
    }
}

int Parameters::of_storage(const void* storage) const
{
    const auto found = storage == nullptr ? by_storage_.end() : by_storage_.find(storage);
    return found == by_storage_.end() ? -1 : found->second;
}

int Parameters::whole(const at::Tensor& tensor) const
{
    const int parameter = tensor.defined() ? of_storage(storage_of(tensor)) : -1;
    if (parameter < 0) return -1;
    const auto& detail = details_[static_cast<std::size_t>(parameter)];
    const bool is_whole = tensor.numel() == detail.tensor.numel() && tensor.storage_offset() == detail.offset &&
                          tensor.is_contiguous() && detail.tensor.is_contiguous();
    return is_whole ? parameter : -1;
}

int Parameters::equal(const at::Tensor& tensor) const
{
    int found = -1;
    for (std::size_t i = 0; i < details_.size(); ++i) {
        const auto& own = details_[i].tensor;
        if (list_[i].is_buffer || own.sizes() != tensor.sizes() || own.scalar_type() != tensor.scalar_type() ||
            !at::equal(own, tensor))
            continue;
        if (found >= 0) return -1;
        found = static_cast<int>(i);
    }
    return found;
}

std::optional<ParameterView> Parameters::view(const at::Tensor& tensor) const
{
    const int parameter = tensor.defined() ? of_storage(storage_of(tensor)) : -1;
    if (parameter < 0) return std::nullopt;
    const auto& detail = details_[static_cast<std::size_t>(parameter)];
    const auto offset = tensor.storage_offset() - detail.offset;
    if (offset < 0 || tensor.scalar_type() != at::kFloat) return std::nullopt;
    return ParameterView{static_cast<std::size_t>(parameter), tensor.sizes().vec(), tensor.strides().vec(), offset,
                         tensor};
}

bool Parameters::is_read_by(const std::string& method, std::size_t parameter) const
{
    const auto known = readers_.find(method);
    return known == readers_.end() || known->second.count(parameter) != 0;
}

at::Tensor Parameters::with_numbers(std::size_t parameter, std::span<const float> numbers) const
{
    const auto& detail = details_[parameter];
    auto tensor = at::empty_strided(detail.sizes, detail.strides, at::kFloat);
    tensor.copy_(at::from_blob(const_cast<float*>(numbers.data()), detail.sizes, at::kFloat));
    return tensor;
}

std::optional<std::vector<float>> Parameters::numbers_in(const ParameterView& view) const
{
    const auto& detail = details_[view.parameter];
    const auto start = view.own.storage_offset() - view.offset;
    std::int64_t count = 1;
    for (const auto size : detail.sizes) count *= size;
    if (static_cast<std::int64_t>(view.own.storage().nbytes() / sizeof(float)) < start + count) return std::nullopt;
    const auto all = view.own.as_strided(detail.sizes, detail.strides, start).contiguous();
    return std::vector<float>(all.data_ptr<float>(), all.data_ptr<float>() + count);
}

std::optional<std::vector<float>> Parameters::numbers_from(const ParameterView& view,
                                                           std::span<const float> numbers) const
{
    if (numbers.size() != list_[view.parameter].count()) return std::nullopt;
    const auto whole = at::empty_strided(details_[view.parameter].sizes, details_[view.parameter].strides, at::kFloat);
    view.of(whole).copy_(at::from_blob(const_cast<float*>(numbers.data()), view.sizes, at::kFloat));
    const auto flat = whole.contiguous();
    return std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
}

void Parameters::release_tensors()
{
    for (auto& detail : details_) detail.tensor.reset();
    by_storage_.clear();
}

}  // namespace latentjam::infer::torch_backend
