// Copies by storage, so that views of one storage stay views of one storage.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/own_module.h"

#include "infer/native/script/syntax.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace latentjam::infer::native {

namespace {

constexpr std::int64_t kMostHeld = 1 << 22;  // in lists, tuples and dicts

bool is_parameter(const Class& type, std::size_t slot)
{
    return std::find(type.parameters.begin(), type.parameters.end(), type.attributes[slot]) != type.parameters.end();
}

Tensor cloned(const Tensor& tensor)
{
    Tensor copy(std::make_shared<Storage>(static_cast<std::size_t>(tensor.count()) * bytes_of(tensor.type()), nullptr),
                tensor.type(), tensor.sizes());
    copy_numbers(copy, tensor);
    return copy;
}

void zero(const Tensor& tensor)
{
    with_type(tensor.type(), [&](auto none) {
        using T = decltype(none);
        map<T, T>(tensor, tensor, [](T) { return T(); });
    });
}

}  // namespace

OwnModule::OwnModule(const std::shared_ptr<Object>& original, Machine& machine) : machine_(&machine)
{
    root_ = copy_of(original);
    machine_ = nullptr;
    std::int64_t held = 0;  // each block goes through them
    for (const auto& slot : slots_) held += extent_of(slot.value()).values;
    if (held > kMostHeld) throw ScriptError("its attributes hold too many values");
    copies_.clear();
    storages_.clear();
    values_.clear();
    for (const auto& slot : slots_)
        if (slot.is_cache) zero(slot.value().tensor());  // files still hold the end of what was last played
    for (const auto& slot : slots_)
        if (slot.value().is_tensor()) slot.value().tensor().storage()->was_written = false;
}

std::shared_ptr<Object> OwnModule::copy_of(const std::shared_ptr<Object>& original)
{
    auto& known = copies_[original.get()];
    if (known) return known;
    auto copy = std::make_shared<Object>();
    known = copy;
    copy->type = original->type;
    copy->slots.resize(original->slots.size());
    first_slots_[copy.get()] = slots_.size();
    const auto& names = original->type->attributes;
    for (std::size_t i = 0; i < original->slots.size(); ++i) {
        const auto& value = original->slots[i];
        const bool is_shared = value.is_object() || (value.is_tensor() && is_parameter(*original->type, i));
        if (is_shared) continue;
        copy->slots[i] = copy_of(value);
        const bool is_cache = value.is_tensor() && (names[i] == "cache" || names[i] == "pad");
        slots_.push_back({copy, i, value, is_cache});
    }
    for (std::size_t i = 0; i < original->slots.size(); ++i) {
        const auto& value = original->slots[i];
        if (value.is_object())
            copy->slots[i] = copy_of(value.object());
        else if (value.is_tensor() && is_parameter(*original->type, i))
            copy->slots[i] = value;
    }
    return copy;
}

Value OwnModule::copy_of(const Value& value)
{
    if (value.is_object()) return copy_of(value.object());
    if (value.is_tensor()) {
        const auto& tensor = value.tensor();
        auto& storage = storages_[tensor.storage().get()];
        if (!storage) {
            const auto bytes = tensor.storage()->bytes();
            storage = machine_->empty(Type::kByte, {static_cast<std::int64_t>(bytes)}).storage();
            if (bytes > 0) std::memcpy(storage->data(), tensor.storage()->data(), bytes);
        }
        return Tensor(storage, tensor.type(), tensor.sizes(), tensor.strides(), tensor.offset());
    }
    if (!value.is_list() && !value.is_tuple() && !value.is_dict()) return value;
    const void* original = value.is_list()    ? static_cast<const void*>(&value.items())
                           : value.is_tuple() ? static_cast<const void*>(&value.tuple())
                                              : static_cast<const void*>(&value.dict());
    if (const auto known = values_.find(original); known != values_.end()) return known->second;
    Value copy;
    if (value.is_dict()) {
        std::vector<std::pair<Value, Value>> items;
        for (const auto& [key, item] : value.dict().items) items.emplace_back(copy_of(key), copy_of(item));
        copy = Value::dict(std::move(items));
    } else {
        std::vector<Value> items;
        for (const auto& item : value.elements()) items.push_back(copy_of(item));
        copy = value.is_list() ? Value::list(std::move(items)) : Value::tuple(std::move(items));
    }
    values_[original] = copy;
    return copy;
}

std::unordered_set<const Storage*> OwnModule::storages() const
{
    std::unordered_set<const Storage*> all;
    for (const auto& slot : slots_)
        for_each_tensor(slot.value(), [&](const Tensor& tensor) { all.insert(tensor.storage().get()); });
    return all;
}

void OwnModule::exchange(OwnSlot& slot, Value value)
{
    slot.value() = std::move(value);
    ++exchanges_;
}

void OwnModule::assigns(const Object& object, std::size_t slot, bool is_setter)
{
    const auto first = first_slots_.find(&object);
    if (first == first_slots_.end()) return;
    for (auto i = first->second; i < slots_.size(); ++i)  // those of objects in its lists lie between its own
        if (slots_[i].owner.get() == &object && slots_[i].slot == slot) {
            (is_setter ? slots_[i].is_told : slots_[i].is_written) = true;
            return;
        }
}

std::vector<Value> OwnModule::values() const
{
    std::vector<Value> all;
    for (const auto& slot : slots_) all.push_back(with_own_lists(slot.value()));
    return all;
}

void OwnModule::note_writes(bool is_setter, const std::vector<Value>& before)
{
    for (std::size_t i = 0; i < before.size(); ++i)
        if (!slots_[i].value().is_tensor() && !is_as_before(slots_[i].value(), before[i]))
            (is_setter ? slots_[i].is_told : slots_[i].is_written) = true;
    for (auto& slot : slots_)
        for_each_tensor(slot.value(), [&](const Tensor& tensor) {
            if (!tensor.storage()->was_written) return;
            (is_setter ? slot.is_told : slot.is_written) = true;
        });
    for (auto& slot : slots_)
        for_each_tensor(slot.value(), [](const Tensor& tensor) { tensor.storage()->was_written = false; });
}

void OwnModule::learn_from(const OwnModule& other)
{
    for (std::size_t i = 0; i < std::min(slots_.size(), other.slots_.size()); ++i)
        slots_[i].is_written = slots_[i].is_written || other.slots_[i].is_written;
}

void OwnModule::reset(OwnSlot& slot)
{
    const auto& value = slot.value();
    const bool is_in_place = value.is_tensor() && slot.original.is_tensor() &&
                             value.tensor().sizes() == slot.original.tensor().sizes() &&
                             value.tensor().type() == slot.original.tensor().type();
    if (slot.is_cache && value.is_tensor()) {
        zero(value.tensor());
    } else if (is_in_place) {
        copy_numbers(value.tensor(), slot.original.tensor());
    } else {
        exchange(slot, deep_copy(slot.original));
    }
}

void OwnModule::reset()
{
    for (auto& slot : slots_)
        if (slot.is_state()) reset(slot);
}

void OwnModule::reset_where_not_finite()
{
    for (auto& slot : slots_)
        if (slot.is_state() && !is_all_finite(slot.value())) reset(slot);
}

bool OwnModule::is_finite() const
{
    return std::all_of(slots_.begin(), slots_.end(),
                       [](const OwnSlot& slot) { return !slot.is_state() || is_all_finite(slot.value()); });
}

Value deep_copy(const Value& value)
{
    if (value.is_tensor()) return cloned(value.tensor());
    if (value.is_dict()) {
        std::vector<std::pair<Value, Value>> entries;
        for (const auto& [key, item] : value.dict().items) entries.emplace_back(key, deep_copy(item));
        return Value::dict(std::move(entries));
    }
    if (!value.is_list() && !value.is_tuple()) return value;
    std::vector<Value> items;
    for (const auto& item : value.elements()) items.push_back(deep_copy(item));
    return value.is_list() ? Value::list(std::move(items)) : Value::tuple(std::move(items));
}

bool is_all_finite(const Value& value)
{
    bool all = true;
    for_each_tensor(value, [&](const Tensor& tensor) {
        const auto look = [&](auto zero) {
            using T = decltype(zero);
            const auto* numbers = reinterpret_cast<const T*>(tensor.storage()->data());
            for_each_row<1>({&tensor}, [&](const auto& first, const auto& steps, std::int64_t count) {
                for (std::int64_t i = 0; i < count; ++i) all = all && std::isfinite(numbers[first[0] + i * steps[0]]);
            });
        };
        if (tensor.type() == Type::kFloat) look(float());
        if (tensor.type() == Type::kDouble) look(double());
    });
    return all;
}

}  // namespace latentjam::infer::native
