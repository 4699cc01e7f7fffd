// Goes through the objects as torch's named_parameters() does.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/parameters.h"

#include "infer/native/operators/convolution.h"
#include "infer/native/script/syntax.h"

#include <algorithm>
#include <functional>

namespace latentjam::infer::native {

namespace {

using Slots = std::vector<std::size_t>;

std::string obstacle_of(const Tensor& tensor)
{
    if (tensor.type() != Type::kFloat)
        return std::string("its numbers are of type ") + name_of(tensor.type()) + ", not float32";
    // Each stride times its size is the next larger stride.
    std::vector<std::pair<std::int64_t, std::int64_t>> dims;
    for (std::size_t d = 0; d < tensor.dim(); ++d)
        if (tensor.size(d) != 1) dims.emplace_back(tensor.strides()[d], tensor.size(d));
    std::sort(dims.begin(), dims.end());
    std::int64_t expected = 1;
    for (const auto& [stride, size] : dims) {
        if (stride != expected) return "its numbers do not lie side by side";
        expected *= size;
    }
    return {};
}

bool is_among(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

const Object& owner_of(const Slots& slots, const std::shared_ptr<Object>& root)
{
    const auto* object = root.get();
    for (std::size_t i = 0; i + 1 < slots.size(); ++i) object = object->slots[slots[i]].object().get();
    return *object;
}

Value& value_at(const Slots& slots, const std::shared_ptr<Object>& root)
{
    return const_cast<Object&>(owner_of(slots, root)).slots[slots.back()];
}

std::vector<std::int64_t> shape_of(const Tensor& tensor) { return {tensor.sizes().begin(), tensor.sizes().end()}; }

}  // namespace

void Reading::saw(std::unique_ptr<Step> step)
{
    for (const auto& tensor : step->reads()) storages_.insert(tensor.storage().get());
    const auto* layer = dynamic_cast<const ConvolutionStep*>(step.get());
    if (layer != nullptr && layer->weight().storage()->is_shared_weight) of_layers_.push_back(layer->weight());
}

// All of it; a dimension more or less does not count.
bool Reading::is_of_layer(const Tensor& weight) const
{
    return std::any_of(of_layers_.begin(), of_layers_.end(), [&](const Tensor& known) {
        return known.storage() == weight.storage() && known.offset() == weight.offset() &&
               known.count() == weight.count();
    });
}

Parameters::Parameters(const std::shared_ptr<Object>& root, const OwnModule& tried)
{
    Slots slots;
    visit(root, slots, "", false, {});
    // Buffers that methods write are state. Objects of both modules are laid out alike.
    std::set<Slots> changing;
    const std::function<void(const std::shared_ptr<Object>&)> look = [&](const std::shared_ptr<Object>& object) {
        for (std::size_t i = 0; i < object->slots.size(); ++i) {
            slots.push_back(i);
            if (object->slots[i].is_object()) look(object->slots[i].object());
            for (const auto& slot : tried.slots())
                if (slot.owner == object && slot.slot == i && (slot.is_cache || slot.is_written || slot.is_told))
                    changing.insert(slots);
            slots.pop_back();
        }
    };
    look(tried.root());
    visit(root, slots, "", true, changing);
    find_lists(root, slots);
}

void Parameters::visit(const std::shared_ptr<Object>& object, Slots& slots, const std::string& name, bool is_buffer,
                       const std::set<Slots>& changing)
{
    const auto& type = *object->type;
    for (std::size_t i = 0; i < object->slots.size(); ++i) {
        const auto& value = object->slots[i];
        const auto full = name.empty() ? type.attributes[i] : name + "." + type.attributes[i];
        slots.push_back(i);
        if (value.is_object()) {
            visit(value.object(), slots, full, is_buffer, changing);
        } else if (value.is_tensor()) {
            const auto& attribute = type.attributes[i];
            const bool is_plain = value.tensor().type() == Type::kFloat && attribute != "cache" && attribute != "pad" &&
                                  !attribute.ends_with("_params");
            if (!is_buffer && is_among(type.parameters, attribute)) add(full, value.tensor(), slots, false);
            if (is_buffer && is_among(type.buffers, attribute) && is_plain && changing.count(slots) == 0)
                add(full, value.tensor(), slots, true);
        }
        slots.pop_back();
    }
}

void Parameters::add(const std::string& name, const Tensor& tensor, const Slots& slots, bool is_buffer)
{
    if (!tensor.is_defined() || tensor.count() == 0) return;
    // One tensor under two names is one parameter.
    for (auto& known : details_)
        if (is_same_view(known.tensor, tensor)) return known.places.push_back({slots, std::nullopt});
    list_.push_back({name, shape_of(tensor), is_buffer, false, obstacle_of(tensor)});
    details_.push_back({tensor, {{slots, std::nullopt}}});
}

// nn.GRU and its relatives keep their weights in a list besides.
void Parameters::find_lists(const std::shared_ptr<Object>& object, Slots& slots)
{
    for (std::size_t i = 0; i < object->slots.size(); ++i) {
        const auto& value = object->slots[i];
        slots.push_back(i);
        if (value.is_object()) find_lists(value.object(), slots);
        for (std::size_t n = 0; value.is_list() && n < value.elements().size(); ++n)
            for (auto& known : details_)
                if (value.elements()[n].is_tensor() && is_same_view(known.tensor, value.elements()[n].tensor()))
                    known.places.push_back({slots, n});
        slots.pop_back();
    }
}

void Parameters::learn(const std::string& method, const Reading& reading, const OwnModule& played)
{
    auto& read = read_[method];
    for (std::size_t i = 0; i < list_.size(); ++i) {
        const auto& tensor = in(i, played.root());
        if (reading.has_read(tensor.storage().get())) read.insert(i);
        if (reading.is_of_layer(tensor)) list_[i].has_output = true;
    }
}

bool Parameters::is_read_by(const std::string& method, std::size_t parameter) const
{
    const auto known = read_.find(method);
    return known == read_.end() || known->second.count(parameter) != 0;
}

Tensor Parameters::with_numbers(std::size_t parameter, std::span<const float> numbers) const
{
    const auto& own = details_[parameter].tensor;
    auto storage = std::make_shared<Storage>(numbers.size_bytes(), nullptr);
    const auto tensor = Tensor(storage, Type::kFloat, own.sizes(), own.strides(), 0);
    Tensor rows(
        std::make_shared<Storage>(std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes())),
        Type::kFloat, own.sizes());
    copy_numbers(tensor, rows);
    storage->is_shared_weight = true;
    return tensor;
}

std::vector<float> Parameters::numbers(std::size_t parameter) const
{
    const auto& own = details_[parameter].tensor;
    Tensor rows(std::make_shared<Storage>(static_cast<std::size_t>(own.count()) * sizeof(float), nullptr), Type::kFloat,
                own.sizes());
    copy_numbers(rows, own);
    return {rows.data<float>(), rows.data<float>() + own.count()};
}

void Parameters::put(std::size_t parameter, const Tensor& tensor, const std::shared_ptr<Object>& root) const
{
    for (const auto& place : details_[parameter].places) {
        auto& value = value_at(place.slots, root);
        if (place.element)
            value.items().items[*place.element] = tensor;
        else
            value = tensor;
    }
}

const Tensor& Parameters::in(std::size_t parameter, const std::shared_ptr<Object>& root) const
{
    const auto& place = details_[parameter].places.front();
    const auto& value = value_at(place.slots, root);
    return place.element ? value.elements()[*place.element].tensor() : value.tensor();
}

}  // namespace latentjam::infer::native
