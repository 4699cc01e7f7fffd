// Introspection of a loaded module.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/introspection.h"

#include "infer/conventions.h"
#include "infer/torch/guard.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Module;

constexpr std::string_view kParams = "_params";

std::optional<double> number_in(const c10::IValue& value)
{
    if (value.isBool()) return std::nullopt;
    if (value.isScalar()) return value.toScalar().toDouble();
    if (value.isTensor() && value.toTensor().numel() == 1) return value.toTensor().item<double>();
    if (value.isTuple() && value.toTupleRef().elements().size() == 1)
        return number_in(value.toTupleRef().elements()[0]);
    if (value.isList() && value.toListRef().size() == 1) return number_in(value.toListRef()[0]);
    return std::nullopt;
}

std::optional<std::vector<std::string>> strings_in(const std::optional<c10::IValue>& value)
{
    if (!value || !value->isList()) return std::nullopt;
    std::vector<std::string> strings;
    for (const c10::IValue& element : value->toListRef()) {
        if (!element.isString()) return std::nullopt;
        strings.push_back(element.toStringRef());
    }
    return strings;
}

std::vector<double> numbers_of(const at::Tensor& tensor)
{
    const auto flat = tensor.detach().to(at::kCPU, at::kDouble).contiguous().view({-1});
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

std::optional<std::vector<double>> params_of(const Module& module, const std::string& name)
{
    const auto value = value_of(module, name + std::string(kParams));
    if (!value || !value->isTensor() || !value->toTensor().defined()) return std::nullopt;
    if (value->toTensor().numel() > 2 * kMostAttributeValues) return std::vector<double>{};
    return numbers_of(value->toTensor());
}

std::vector<std::string> names_with_params(const Module& module)
{
    std::vector<std::string> names;
    const auto type = module.type();
    for (std::size_t i = 0; i < type->numAttributes(); ++i) {
        const auto& name = type->getAttributeName(i);
        if (name.size() > kParams.size() && name.ends_with(kParams))
            names.push_back(name.substr(0, name.size() - kParams.size()));
    }
    return names;
}

std::vector<std::string> labels_of(const Module& module, const std::string& name, int channels)
{
    auto labels = strings_in(value_of(module, name));
    return labels && labels->size() == static_cast<std::size_t>(channels) ? *labels : std::vector<std::string>{};
}

std::optional<c10::IValue> try_getter(const Module& module, const std::string& name)
{
    try {
        return call_getter(module, name);
    } catch (...) {
        return std::nullopt;  // the next source is asked instead
    }
}

Status add_methods(const Module& module, Introspection& found)
{
    const auto listed = strings_in(try_getter(module, "get_methods"));
    for (const auto& name : listed ? *listed : names_with_params(module)) {
        const auto params = params_of(module, name);
        if (!module.find_method(name) || !params) {
            if (listed)
                found.remarks.push_back("method '" + name + "' is listed, but the file has no " +
                                        (params ? name : name + "_params") + ": left out");
            continue;
        }
        auto method = method_from_params(name, *params);
        if (!method) {
            found.remarks.push_back(method.message());
            continue;
        }
        method->in_labels = labels_of(module, name + "_input_labels", method->in_channels);
        method->out_labels = labels_of(module, name + "_output_labels", method->out_channels);
        found.description.methods.push_back(std::move(*method));
    }
    if (!found.description.methods.empty()) return {};
    if (!found.remarks.empty()) return Status::error(found.remarks.front());
    return Status::error(
        "no method with a <method>_params buffer: the model does not follow the nn~ conventions; export it with RAVE's "
        "or nn_tilde's exporter");
}

void add_attributes(const Module& module, Introspection& found)
{
    const auto listed = strings_in(try_getter(module, "get_attributes"));
    for (const auto& name : listed ? *listed : names_with_params(module)) {
        const bool has_code = module.find_method("set_" + name) || module.find_method("get_" + name);
        if (name == "none" || found.description.find_method(name) || found.description.find_attribute(name)) continue;
        const auto codes = params_of(module, name);
        if (!codes || (!listed && !has_code)) continue;
        auto types = types_from_codes(name, *codes);
        if (types)
            found.description.attributes.push_back({name, std::move(*types)});
        else
            found.remarks.push_back(types.message());
    }
}

double find_sample_rate(const Module& module)
{
    const auto rate_in = [](const std::optional<c10::IValue>& value) {
        return value ? believable_sample_rate(number_in(*value).value_or(0)) : 0.0;
    };
    if (const auto rate = rate_in(try_getter(module, "get_sample_rate")); rate > 0) return rate;
    for (const auto* name : {"sr", "sampling_rate"})
        if (const auto rate = rate_in(value_of(module, name)); rate > 0) return rate;
    const auto inner = value_of(module, "_rave");
    return inner && inner->isModule() ? rate_in(value_of(inner->toModule(), "sampling_rate")) : 0.0;
}

int find_min_block(const Module& module)
{
    for (const auto& value : {value_of(module, "min_buffer_size"), try_getter(module, "get_min_buffer_size")})
        if (const auto number = value ? number_in(*value) : std::nullopt) return believable_min_block(*number);
    return 0;
}

}  // namespace

std::optional<c10::IValue> value_of(const Module& module, const std::string& name)
{
    const auto type = module.type();
    if (const auto slot = type->findAttributeSlot(name)) return module._ivalue()->getSlot(*slot);
    if (const auto constant = type->findConstantSlot(name)) return type->getConstant(*constant);
    return std::nullopt;
}

std::optional<c10::IValue> call_getter(const Module& module, const std::string& name)
{
    const auto method = module.find_method(name);
    if (!method) return std::nullopt;
    const auto& arguments = method->function().getSchema().arguments();
    for (std::size_t i = 1; i < arguments.size(); ++i)  // 0 is self
        if (!arguments[i].default_value()) return std::nullopt;
    return (*method)({});
}

Result<Introspection> introspect(const Module& module)
{
    Introspection found;
    if (auto status = add_methods(module, found); !status) return status;
    add_attributes(module, found);
    found.description.sample_rate = find_sample_rate(module);
    found.description.min_block = find_min_block(module);
    return found;
}

}  // namespace latentjam::infer::torch_backend
