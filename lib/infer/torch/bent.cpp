// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/bent.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace latentjam::infer::torch_backend {

namespace {

using kernel::conv::PackedWeights;

bool is_in_module_or_code(std::size_t parameter, const OptimizedModel& optimized)
{
    const auto is_here = [&](const auto& item) {
        const auto& weights = item.second.weights;
        return item.second.read.count(parameter) != 0 ||
               std::any_of(weights.begin(), weights.end(),
                           [&](const ParameterView& view) { return view.parameter == parameter; });
    };
    // A method that is not optimized reads from the module.
    return optimized.counts.size() != optimized.methods.size() || optimized.methods.empty() ||
           std::any_of(optimized.methods.begin(), optimized.methods.end(), is_here);
}

class Bending {
public:
    Bending(const TorchBent* before, const Parameters& parameters, const OptimizedModel& optimized, c10::Device device)
        : parameters_(parameters), optimized_(optimized), device_(device), bent_(std::make_shared<TorchBent>())
    {
        if (before != nullptr) *bent_ = *before;
        if (!bent_->spares) bent_->spares = std::make_shared<kernel::conv::SpareStores>();
        bent_->layers.resize(optimized.layers);
        bent_->tensors.resize(parameters.list().size());
    }

    void change(const NewWeights& change)
    {
        const auto parameter = static_cast<int>(change.parameter);
        if (change.change) {
            for_each_layer([&](const Layer& layer) {
                if (layer.weight_parameter == parameter) change_in_place(layer, change.change);
            });
            return;
        }
        bent_->tensors[change.parameter] = change.values && is_in_module_or_code(change.parameter, optimized_)
                                               ? parameters_.with_numbers(change.parameter, *change.values).to(device_)
                                               : at::Tensor();
        for_each_layer([&](const Layer& layer) {
            if (layer.weight_parameter == parameter) change_weights(layer, change.values.get());
            if (layer.bias_parameter == parameter) change_bias(layer, change.values.get());
        });
    }

    Status set_activations(std::span<const NewActivations> all)
    {
        for (auto& layer : bent_->layers) layer.activations.clear();
        for (const auto& one : all) {
            bool found = false;
            for_each_layer([&](const Layer& layer) {
                if (layer.weight_parameter != static_cast<int>(one.parameter)) return;
                auto& there = bent_->layers[static_cast<std::size_t>(layer.number)].activations;
                there.insert(there.end(), one.activations.begin(), one.activations.end());
                found = true;
            });
            if (!found)
                return Status::error("act " + parameters_.list()[one.parameter].name +
                                     ": its output cannot be bent, since libtorch computes it; its weights can");
        }
        return {};
    }

    // For the first bend: the largest layer of up to 32 MB; RAVE v2's has 19.
    void make_room()
    {
        constexpr std::size_t kMost = std::size_t{32} << 20U;
        std::size_t largest = 0;
        for_each_layer([&](const Layer& layer) {
            if (const auto bytes = layer.weights->bytes(); bytes <= kMost) largest = std::max(largest, bytes);
        });
        if (largest > 0) bent_->spares->make_ready(largest);
    }

    std::shared_ptr<const TorchBent> result() { return std::move(bent_); }

private:
    template <typename Visit>
    void for_each_layer(Visit&& visit)
    {
        for (const auto& [name, method] : optimized_.methods)
            for (const Layer* layer : method.played) visit(*layer);
    }

    std::shared_ptr<Layer> copy_of(const Layer& own) const
    {
        const auto& there = bent_->layers[static_cast<std::size_t>(own.number)];
        return std::make_shared<Layer>(there.instead ? *there.instead : own);
    }

    void put(const Layer& own, std::shared_ptr<const Layer> layer)
    {
        const bool is_own = layer->weights == own.weights && layer->bias == own.bias;
        bent_->layers[static_cast<std::size_t>(own.number)].instead = is_own ? nullptr : std::move(layer);
    }

    void change_weights(const Layer& own, const std::vector<float>* values)
    {
        auto layer = copy_of(own);
        layer->weights = values ? packed(own, *values) : own.weights;
        layer->store = values ? stores_[layer->weights.get()] : own.store;
        put(own, std::move(layer));
    }

    // Layers of several methods have the same packed weights: they are made once, and each number is seen once.
    void change_in_place(const Layer& own, const NewWeights::Change& change)
    {
        auto& known = packed_[{own.weights.get(), nullptr, nullptr}];
        if (!known) {
            auto store = bent_->spares->take(own.weights->bytes());
            known = std::make_shared<const PackedWeights>(*own.weights, change, *store);
            stores_[known.get()] = std::move(store);
        }
        auto layer = copy_of(own);
        layer->weights = known;
        layer->store = stores_[known.get()];
        put(own, std::move(layer));
    }

    void change_bias(const Layer& own, const std::vector<float>* values)
    {
        auto layer = copy_of(own);
        layer->bias = values ? *values : own.bias;
        put(own, std::move(layer));
    }

    // Layers of several methods that had the same weights have the same ones again.
    std::shared_ptr<const PackedWeights> packed(const Layer& own, const std::vector<float>& values)
    {
        auto& known = packed_[{own.weights.get(), own.weight_view.get(), &values}];
        if (known) return known;
        const auto& shape = own.weights->shape();
        auto store = bent_->spares->take(own.weights->bytes());
        at::Tensor turned;  // keeps what `ordered` points to
        std::span<const float> ordered = values;
        if (own.weight_view) {
            const auto whole = parameters_.with_numbers(own.weight_view->parameter, values);
            turned = own.weight_view->of(whole).contiguous();
            ordered = {turned.data_ptr<float>(), static_cast<std::size_t>(turned.numel())};
        }
        known = std::make_shared<const PackedWeights>(shape, ordered, own.weights->precision(), *store);
        stores_[known.get()] = store;
        return known;
    }

    const Parameters& parameters_;
    const OptimizedModel& optimized_;
    const c10::Device device_;
    std::shared_ptr<TorchBent> bent_;
    std::map<std::tuple<const PackedWeights*, const ParameterView*, const std::vector<float>*>,
             std::shared_ptr<const PackedWeights>>
        packed_;
    std::map<const PackedWeights*, std::shared_ptr<const kernel::conv::WeightStore>> stores_;
};

std::optional<std::vector<float>> numbers_in_module(std::size_t parameter, const Parameters& parameters,
                                                    const torch::jit::Module& module)
{
    const auto& place = parameters.places(parameter).front();
    const auto [owner, slot] = place.path.find(module);
    const auto& value = owner->getSlot(slot);
    if (!value.isTensor() ||
        value.toTensor().numel() != static_cast<std::int64_t>(parameters.list()[parameter].count()))
        return std::nullopt;
    const auto flat = value.toTensor().detach().to(at::kCPU, at::kFloat).contiguous();
    return std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
}

}  // namespace

Result<std::shared_ptr<const TorchBent>> bent_from(const TorchBent* before, std::span<const NewWeights> weights,
                                                   std::span<const NewActivations> activations,
                                                   const Parameters& parameters, const OptimizedModel& optimized,
                                                   c10::Device device)
{
    Bending bending(before, parameters, optimized, device);
    if (before == nullptr && weights.empty() && activations.empty()) bending.make_room();
    for (const auto& change : weights) bending.change(change);
    if (const Status status = bending.set_activations(activations); !status) return status;
    return bending.result();
}

std::optional<std::vector<float>> numbers_of(std::size_t parameter, const Parameters& parameters,
                                             const torch::jit::Module& module, const OptimizedModel& optimized)
{
    if (auto numbers = numbers_in_module(parameter, parameters, module)) return numbers;
    for (const auto& [name, method] : optimized.methods)
        for (const auto& view : method.weights)
            if (view.parameter == parameter)
                if (auto numbers = parameters.numbers_in(view)) return numbers;
    for (const auto& [name, method] : optimized.methods)
        for (const Layer* layer : method.played) {
            if (layer->bias_parameter == static_cast<int>(parameter)) return layer->bias;
            if (layer->weight_parameter != static_cast<int>(parameter)) continue;
            auto numbers = layer->weights->unpack();
            if (!layer->weight_view) return numbers;
            if (auto whole = parameters.numbers_from(*layer->weight_view, numbers)) return whole;
        }
    return std::nullopt;
}

const PackedWeights* packed_alone(std::size_t parameter, const Parameters& parameters, const OptimizedModel& optimized)
{
    if (is_in_module_or_code(parameter, optimized)) return nullptr;
    const PackedWeights* found = nullptr;
    for (const auto& [name, method] : optimized.methods)
        for (const Layer* layer : method.played) {
            if (layer->bias_parameter == static_cast<int>(parameter)) return nullptr;
            if (layer->weight_parameter != static_cast<int>(parameter)) continue;
            if (found != nullptr && found != layer->weights.get()) return nullptr;
            found = layer->weights.get();
        }
    const bool holds_it = found != nullptr && found->precision() == kernel::Precision::kFull &&
                          found->bytes() == parameters.list()[parameter].count() * sizeof(float);
    return holds_it ? found : nullptr;
}

bool is_heard_in(const OptimizedMethod& method, std::size_t parameter)
{
    const auto number = static_cast<int>(parameter);
    return method.read.count(parameter) != 0 ||
           std::any_of(method.weights.begin(), method.weights.end(),
                       [&](const ParameterView& view) { return view.parameter == parameter; }) ||
           std::any_of(method.played.begin(), method.played.end(), [&](const Layer* layer) {
               return layer->weight_parameter == number || layer->bias_parameter == number;
           });
}

void exchange_tensors(const TorchBent* before, const TorchBent* next, const Parameters& parameters,
                      const torch::jit::Module& original, const torch::jit::Module& own)
{
    const auto tensor_of = [](const TorchBent* bent, std::size_t parameter) {
        return bent != nullptr && parameter < bent->tensors.size() ? bent->tensors[parameter] : at::Tensor();
    };
    const auto put = [](const TensorPlace& place, const torch::jit::Module& module, const at::Tensor& tensor) {
        const auto [owner, slot] = place.path.find(module);
        if (!place.element) return owner->setSlot(slot, tensor);
        owner->getSlot(slot).toList().set(*place.element, tensor);
    };
    const auto content = [&](const TensorPlace& place) {
        const auto [owner, slot] = place.path.find(original);
        const auto& value = owner->getSlot(slot);
        return place.element ? value.toListRef()[*place.element].toTensor() : value.toTensor();
    };
    for (std::size_t parameter = 0; parameter < parameters.list().size(); ++parameter) {
        const auto was = tensor_of(before, parameter), will = tensor_of(next, parameter);
        if (!was.defined() && !will.defined()) continue;
        for (const auto& place : parameters.places(parameter)) put(place, own, will.defined() ? will : content(place));
    }
}

}  // namespace latentjam::infer::torch_backend
