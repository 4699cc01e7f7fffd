// What a module says of itself, asked of the loaded module.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/introspection.h"

#include <ATen/ATen.h>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Module;

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

std::optional<double> number_in(const std::optional<c10::IValue>& value)
{
    return value ? number_in(*value) : std::nullopt;
}

/// A loaded module, whose getters can be asked.
class LoadedFacts final : public ModuleFacts {
public:
    explicit LoadedFacts(const Module& module) : module_(module) {}

    bool has_method(const std::string& name) const override { return module_.find_method(name).has_value(); }

    std::vector<std::string> names_with_params() const override
    {
        std::vector<std::string> names;
        const auto type = module_.type();
        for (std::size_t i = 0; i < type->numAttributes(); ++i)
            if (auto name = name_of_params(type->getAttributeName(i))) names.push_back(std::move(*name));
        return names;
    }

    std::optional<std::vector<double>> params(const std::string& name) const override
    {
        const auto value = value_of(module_, name + "_params");
        if (!value || !value->isTensor() || !value->toTensor().defined()) return std::nullopt;
        if (value->toTensor().numel() > 2 * kMostAttributeValues) return std::vector<double>{};
        return numbers_of(value->toTensor());
    }

    std::optional<std::vector<std::string>> strings(const std::string& name) const override
    {
        return strings_in(value_of(module_, name));
    }

    std::optional<std::vector<std::string>> listed(const std::string& what) const override
    {
        return strings_in(ask("get_" + what));
    }

    std::optional<double> number(const std::string& name) const override { return number_in(value_of(module_, name)); }

    std::optional<double> computed(const std::string& name) const override { return number_in(ask("get_" + name)); }

    std::optional<double> inner_number(const std::string& module, const std::string& name) const override
    {
        const auto inner = value_of(module_, module);
        return inner && inner->isModule() ? number_in(value_of(inner->toModule(), name)) : std::nullopt;
    }

private:
    std::optional<c10::IValue> ask(const std::string& getter) const
    {
        try {
            return call_getter(module_, getter);
        } catch (...) {
            return std::nullopt;  // the next source is asked instead
        }
    }

    const Module& module_;
};

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

Result<Introspection> introspect(const Module& module) { return describe(LoadedFacts(module)); }

}  // namespace latentjam::infer::torch_backend
