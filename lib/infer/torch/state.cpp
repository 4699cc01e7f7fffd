// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/state.h"

#include "base/finite.h"
#include "infer/torch/rewrite/writes.h"
#include "infer/torch/sharing.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Module;

using Names = std::vector<std::string>;

void find_caches(const torch::jit::ObjectPtr& object, const Names& path, std::unordered_set<const void*>& seen,
                 std::vector<StatePlace>& found)
{
    if (!seen.insert(object.get()).second) return;
    const auto type = object->type();
    for (std::size_t i = 0; i < type->numAttributes(); ++i) {
        const auto& name = type->getAttributeName(i);
        const auto& value = object->getSlot(i);
        auto names = path;
        names.push_back(name);
        if (value.isObject() && !value.isCustomClass())
            find_caches(value.toObject(), names, seen, found);
        else if ((name == "cache" || name == "pad") && value.isTensor() && !type->is_parameter(i))
            found.push_back({{std::move(names)}, true, true});
    }
}

bool is_setter(const std::string& name) { return name.starts_with("set_"); }

void find_written(const Module& module, const std::vector<Method>& methods, std::vector<StatePlace>& found)
{
    const Constancy code(module);
    std::set<Names> written, told;
    for (const auto& method : module.get_methods()) {
        const auto& name = method.name();
        const bool is_playable =
            std::any_of(methods.begin(), methods.end(), [&](const Method& each) { return each.name == name; });
        if (!is_playable && !is_setter(name)) continue;
        const auto graph = Constancy::inlined(method.function());
        for (auto& write : writes_in(*graph, code.parts_of(*graph)))
            if (is_playable)
                written.insert(std::move(write.path.names));
            else if (write.depends_on_arguments)
                told.insert(std::move(write.path.names));
    }
    // A part may have two names: what counts is the place itself.
    std::set<std::pair<const void*, std::size_t>> known;
    for (const auto& place : found) {
        const auto [owner, slot] = place.path.find(module);
        known.emplace(owner.get(), slot);
    }
    for (const auto& names : written) {
        const AttributePath path{names};
        const auto [owner, slot] = path.find(module);
        const auto& value = owner->getSlot(slot);
        if (told.count(names) != 0 || owner->type()->is_parameter(slot) || value.isObject() ||
            !known.emplace(owner.get(), slot).second)
            continue;
        found.push_back({path, false, value.isTensor()});
    }
}

bool is_plain(const at::Tensor& tensor)
{
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous();
}

// Without temporaries as large as the state where it can be.
bool is_all_finite(const at::Tensor& tensor)
{
    if (!at::isFloatingType(tensor.scalar_type())) return true;
    if (!is_plain(tensor)) return at::isfinite(tensor).all().item<bool>();
    return are_finite(std::span(tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())));
}

// How many rows there are up to the last one that is not all 0. Caches of exported models have a row for each of 64
// voices, of which one is in use.
std::int64_t rows_in_use(const at::Tensor& cache)
{
    if (cache.dim() < 2 || cache.numel() == 0 || !is_plain(cache)) return cache.dim() > 0 ? cache.size(0) : 1;
    const std::span all(cache.data_ptr<float>(), static_cast<std::size_t>(cache.numel()));
    const auto last =
        std::find_if(all.rbegin(), all.rend(), [](float value) { return std::bit_cast<std::uint32_t>(value) != 0; });
    const auto row = cache.numel() / cache.size(0);
    return (static_cast<std::int64_t>(all.rend() - last) + row - 1) / row;
}

bool is_tensor(const c10::IValue& value) { return value.isTensor() && value.toTensor().defined(); }

bool are_alike(const at::Tensor& own, c10::IntArrayRef sizes, at::ScalarType type)
{
    return own.is_non_overlapping_and_dense() && own.sizes() == sizes && own.scalar_type() == type;
}

}  // namespace

std::vector<StatePlace> find_state(const Module& module, const std::vector<Method>& methods) noexcept
{
    std::vector<StatePlace> found;
    try {
        std::unordered_set<const void*> seen;
        find_caches(module._ivalue(), {}, seen, found);
        auto all = found;
        find_written(module, methods, all);
        return all;
    } catch (...) {
        return found;
    }
}

StreamingState::StreamingState(const std::vector<StatePlace>& places, const Module& original, const Module& own)
{
    for (const auto& place : places) {
        const auto [owner, index] = place.path.find(own);
        slots_.push_back({owner, index, place.path.find(original).first, place.is_cache});
    }
}

void StreamingState::reset()
{
    for (const auto& slot : slots_) reset(slot);
}

std::vector<StateValue> StreamingState::values() const
{
    std::vector<StateValue> copies;
    copies.reserve(slots_.size());
    for (const auto& slot : slots_) {
        const auto& value = slot.owner->getSlot(slot.index);
        if (slot.is_cache && is_tensor(value) && value.toTensor().dim() >= 2 && is_plain(value.toTensor())) {
            const auto& cache = value.toTensor();
            copies.push_back({cache.narrow(0, 0, rows_in_use(cache)).clone(), cache.size(0)});
        } else {
            copies.push_back({copy_of(value)});
        }
    }
    return copies;
}

void StreamingState::take(const std::vector<StateValue>& values)
{
    for (std::size_t i = 0; i < std::min(slots_.size(), values.size()); ++i) {
        const auto& slot = slots_[i];
        const auto& [value, rows] = values[i];
        const auto& own = slot.owner->getSlot(slot.index);
        if (!is_tensor(value)) {
            slot.owner->setSlot(slot.index, copy_of(value));
            continue;
        }
        const auto& copied = value.toTensor();
        auto sizes = copied.sizes().vec();
        if (rows > 0) sizes.front() = rows;
        // In place where it can be: optimized code holds the tensor, not its name.
        const bool fits = is_tensor(own) && are_alike(own.toTensor(), sizes, copied.scalar_type());
        const at::Tensor tensor = fits ? own.toTensor() : at::zeros(sizes, copied.options());
        if (rows == 0) {
            tensor.copy_(copied);
        } else {
            const auto used = copied.size(0);
            if (fits) tensor.narrow(0, used, std::max(used, rows_in_use(tensor)) - used).zero_();
            tensor.narrow(0, 0, used).copy_(copied);
        }
        if (!fits) slot.owner->setSlot(slot.index, tensor);
    }
}

bool StreamingState::is_finite() const
{
    return std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) {
        const auto& value = slot.owner->getSlot(slot.index);
        return !value.isTensor() || !value.toTensor().defined() || is_all_finite(value.toTensor());
    });
}

void StreamingState::reset_where_not_finite()
{
    for (const auto& slot : slots_) {
        const auto& value = slot.owner->getSlot(slot.index);
        if (value.isTensor() && value.toTensor().defined() && !is_all_finite(value.toTensor())) reset(slot);
    }
}

void StreamingState::reset(const Slot& slot)
{
    const auto& value = slot.owner->getSlot(slot.index);
    const auto& original = slot.original->getSlot(slot.index);
    if (!value.isTensor() || !value.toTensor().defined() || (!slot.is_cache && !original.isTensor())) {
        if (!slot.is_cache) slot.owner->setSlot(slot.index, copy_of(original));
        return;
    }
    auto state = value.toTensor();
    // A model may have put a view there that cannot be written in place, or a tensor of another shape.
    const bool is_writable = state.is_non_overlapping_and_dense();
    if (slot.is_cache && is_writable)
        state.zero_();
    else if (slot.is_cache)
        slot.owner->setSlot(slot.index, at::zeros_like(state));
    else if (is_writable && state.sizes() == original.toTensor().sizes() &&
             state.scalar_type() == original.toTensor().scalar_type())
        state.copy_(original.toTensor());
    else
        slot.owner->setSlot(slot.index, copy_of(original));
}

}  // namespace latentjam::infer::torch_backend
