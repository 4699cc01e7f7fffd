// The nn~ conventions, found in a module that can be run.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/facts.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

std::vector<double> numbers_of(const Tensor& tensor)
{
    std::vector<double> numbers;
    with_type(tensor.type(), [&](auto zero) {
        using T = decltype(zero);
        if constexpr (std::is_arithmetic_v<T>) {
            const auto* first = reinterpret_cast<const T*>(tensor.storage()->data());
            for_each_row<1>({&tensor}, [&](const auto& at, const auto& steps, std::int64_t count) {
                for (std::int64_t i = 0; i < count; ++i)
                    numbers.push_back(static_cast<double>(first[at[0] + i * steps[0]]));
            });
        }
    });
    return numbers;
}

std::optional<double> number_in(const std::optional<Value>& value)
{
    if (!value || value->is_bool()) return std::nullopt;
    if (value->is_number()) return value->real();
    if (value->is_tensor() && value->tensor().count() == 1 && value->tensor().type() != Type::kComplex)
        return numbers_of(value->tensor()).front();
    if ((value->is_tuple() || value->is_list()) && value->elements().size() == 1) {
        const auto& only = value->elements().front();
        return only.is_list() || only.is_tuple() ? std::nullopt : number_in(only);
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> strings_in(const std::optional<Value>& value)
{
    if (!value || !value->is_list()) return std::nullopt;
    std::vector<std::string> strings;
    for (const auto& item : value->elements()) {
        if (!item.is_string()) return std::nullopt;
        strings.push_back(item.text());
    }
    return strings;
}

class LoadedFacts final : public ModuleFacts {
public:
    LoadedFacts(Interpreter& interpreter, const std::shared_ptr<Object>& module)
        : interpreter_(interpreter), module_(module)
    {
    }

    bool has_method(const std::string& name) const override { return module_->type->find_method(name) != nullptr; }

    std::vector<std::string> names_with_params() const override
    {
        std::vector<std::string> names;
        for (const auto& attribute : module_->type->attributes)
            if (auto name = name_of_params(attribute)) names.push_back(std::move(*name));
        return names;
    }

    std::optional<std::vector<double>> params(const std::string& name) const override
    {
        const auto value = value_of(*module_, name + "_params");
        if (!value || !value->is_tensor()) return std::nullopt;
        if (value->tensor().count() > 2 * kMostAttributeValues) return std::vector<double>{};
        return numbers_of(value->tensor());
    }

    std::optional<std::vector<std::string>> strings(const std::string& name) const override
    {
        return strings_in(value_of(*module_, name));
    }

    std::optional<std::vector<std::string>> listed(const std::string& what) const override
    {
        return strings_in(ask("get_" + what));
    }

    std::optional<double> number(const std::string& name) const override { return number_in(value_of(*module_, name)); }

    std::optional<double> computed(const std::string& name) const override { return number_in(ask("get_" + name)); }

    std::optional<double> inner_number(const std::string& module, const std::string& name) const override
    {
        const auto inner = value_of(*module_, module);
        return inner && inner->is_object() ? number_in(value_of(*inner->object(), name)) : std::nullopt;
    }

private:
    std::optional<Value> ask(const std::string& getter) const
    {
        try {
            return call_getter(interpreter_, module_, getter);
        } catch (const ScriptError&) {
            return std::nullopt;  // the next source is asked instead
        }
    }

    Interpreter& interpreter_;
    const std::shared_ptr<Object>& module_;
};

}  // namespace

std::optional<Value> value_of(const Object& object, const std::string& name)
{
    if (const auto slot = object.type->slot_of(name)) return object.slots[*slot];
    const auto constant = object.type->constants.find(name);
    if (constant != object.type->constants.end()) return constant->second;
    return std::nullopt;
}

std::optional<Value> call_getter(Interpreter& interpreter, const std::shared_ptr<Object>& object,
                                 const std::string& name)
{
    const auto* method = object->type->find_method(name);
    if (method == nullptr) return std::nullopt;
    const auto& parameters = method->parameters;
    const auto has_standard = [](const FunctionParameter& each) { return each.standard.has_value(); };
    if (parameters.empty() || !std::all_of(parameters.begin() + 1, parameters.end(), has_standard)) return std::nullopt;
    return interpreter.call(object, *method, {});
}

Result<Introspection> introspect(Interpreter& interpreter, const std::shared_ptr<Object>& module)
{
    return describe(LoadedFacts(interpreter, module));
}

}  // namespace latentjam::infer::native
