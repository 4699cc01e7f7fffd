// Values to and from a script, by the attribute's type codes and the setter's own signature.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/attributes.h"

#include "infer/attribute.h"
#include "infer/native/model/facts.h"

#include <cmath>
#include <cstring>
#include <optional>
#include <variant>

namespace latentjam::infer::native {

namespace {

Tensor tensor_of(const std::vector<float>& numbers, const Dims& sizes)
{
    Tensor tensor(std::make_shared<Storage>(numbers.size() * sizeof(float), nullptr), Type::kFloat, sizes);
    if (!numbers.empty()) std::memcpy(tensor.data<float>(), numbers.data(), numbers.size() * sizeof(float));
    return tensor;
}

std::int64_t length_of(const std::vector<float>& numbers) { return static_cast<std::int64_t>(numbers.size()); }

struct ToScript {
    template <typename T>
    Value operator()(const T& value) const
    {
        return value;
    }
    Value operator()(const std::vector<float>& numbers) const { return tensor_of(numbers, {length_of(numbers)}); }
    Value operator()(const BufferValue& buffer) const
    {
        return tensor_of(buffer.samples, {1, length_of(buffer.samples)});
    }
};

Tensor single(const Value& value)
{
    const auto type = value.is_bool() ? Type::kBool : value.is_int() ? Type::kLong : Type::kFloat;
    Tensor tensor(std::make_shared<Storage>(bytes_of(type), nullptr), type, {});
    if (type == Type::kBool) *tensor.data<bool>() = value.boolean();
    if (type == Type::kLong) *tensor.data<std::int64_t>() = value.integer();
    if (type == Type::kFloat) *tensor.data<float>() = static_cast<float>(value.real());
    return tensor;
}

// Some setters ask for another type than their code says: follow the signature.
Value by_signature(const Value& value, const std::string& type)
{
    if (type == "Tensor" && value.is_number()) return single(value);
    if (type == "float" && value.is_int()) return value.real();
    if (type == "int" && value.is_bool()) return value.integer();
    if (type == "bool" && value.is_int()) return value.integer() != 0;
    return value;
}

bool is_refusal(const Value& returned)
{
    if (returned.is_bool()) return !returned.boolean();
    return returned.is_int() && returned.integer() != 0;
}

Status refused(const Attribute& attribute)
{
    return Status::error("the model refused this value of attribute '" + attribute.name + "'");
}

// nn_tilde names value i of an attribute "name#i" when it is a buffer. Sets it, or clears it when it has no samples.
Status set_buffer(Interpreter& interpreter, const std::shared_ptr<Object>& module, const Attribute& attribute,
                  std::size_t index, const BufferValue& value)
{
    const auto name = attribute.name + "#" + std::to_string(index);
    if (const auto* clear = module->type->find_method("clear_buffer_attribute");
        clear != nullptr && value.samples.empty()) {
        interpreter.call(module, *clear, {name});
        return {};
    }
    const auto rate = static_cast<std::int64_t>(value.sample_rate > 0 ? std::llround(value.sample_rate) : -1);
    const auto* set = module->type->find_method("set_buffer_attribute");
    return is_refusal(interpreter.call(module, *set, {name, ToScript()(value), rate})) ? refused(attribute) : Status();
}

Result<std::vector<Value>> arguments_for(const Attribute& attribute, std::span<const infer::Value> values)
{
    std::vector<Value> arguments;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = as_type(values[i], attribute.types[i]);
        const char* quote = std::holds_alternative<std::string>(values[i]) ? "'" : "";
        if (!value)
            return Status::error("attribute '" + attribute.name + "': value " + std::to_string(i + 1) + " is " + quote +
                                 infer::text_of(values[i]) + quote + ", not of type " + type_name(attribute.types[i]));
        arguments.push_back(std::visit(ToScript(), *value));
    }
    return arguments;
}

std::vector<float> floats_in(const Tensor& tensor)
{
    std::vector<float> numbers(static_cast<std::size_t>(tensor.count()));
    const auto out = tensor_of(numbers, tensor.sizes());
    copy_numbers(out, tensor);
    std::memcpy(numbers.data(), out.data<float>(), numbers.size() * sizeof(float));
    return numbers;
}

std::optional<infer::Value> to_value(const Value& value, ValueType type)
{
    if (value.is_string()) return infer::Value(value.text());
    if (value.is_tensor() && type == ValueType::kBuffer) return infer::Value(BufferValue{floats_in(value.tensor()), 0});
    if (value.is_tensor() && (type == ValueType::kTensor || value.tensor().count() != 1))
        return infer::Value(floats_in(value.tensor()));
    if (!value.is_number() && !value.is_tensor()) return std::nullopt;
    Machine machine(nullptr, nullptr);
    const double real = value.is_tensor() ? machine.number<double>(value.tensor()) : value.real();
    switch (type) {
        case ValueType::kBool:
            return infer::Value(real != 0);
        case ValueType::kInt:
            if (value.is_tensor()) return infer::Value(machine.number<std::int64_t>(value.tensor()));
            return infer::Value(value.is_double() ? static_cast<std::int64_t>(real) : value.integer());
        case ValueType::kTensor:
            return infer::Value(std::vector<float>{static_cast<float>(real)});
        default:
            return infer::Value(real);
    }
}

}  // namespace

Status set_attribute(Interpreter& interpreter, const std::shared_ptr<Object>& module, const Attribute& attribute,
                     std::span<const infer::Value> values)
{
    if (values.size() != attribute.types.size())
        return Status::error("attribute '" + attribute.name + "' takes " + std::to_string(attribute.types.size()) +
                             " values, not " + std::to_string(values.size()));
    auto arguments = arguments_for(attribute, values);
    if (!arguments) return arguments.status();

    std::size_t buffers = 0;
    if (module->type->find_method("set_buffer_attribute") != nullptr) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (attribute.types[i] != ValueType::kBuffer) continue;
            if (auto status = set_buffer(interpreter, module, attribute, i, std::get<BufferValue>(values[i])); !status)
                return status;
            (*arguments)[i] = attribute.name + "#" + std::to_string(i);  // the setter ignores it: a name
            ++buffers;
        }
        if (buffers == values.size()) return {};
    }

    const auto* setter = module->type->find_method("set_" + attribute.name);
    if (setter == nullptr)
        return Status::error("attribute '" + attribute.name + "' can only be read: the model has no set_" +
                             attribute.name);
    const auto& signature = setter->parameters;
    if (signature.size() != arguments->size() + 1)  // + self
        return Status::error("attribute '" + attribute.name + "' cannot be set: set_" + attribute.name + " takes " +
                             std::to_string(signature.empty() ? 0 : signature.size() - 1) +
                             " values, its _params say " + std::to_string(arguments->size()));
    for (std::size_t i = 0; i < arguments->size(); ++i)
        (*arguments)[i] = by_signature((*arguments)[i], signature[i + 1].type);
    return is_refusal(interpreter.call(module, *setter, std::move(*arguments))) ? refused(attribute) : Status();
}

Result<std::vector<infer::Value>> get_attribute(Interpreter& interpreter, const std::shared_ptr<Object>& module,
                                                const Attribute& attribute)
{
    auto content = call_getter(interpreter, module, "get_" + attribute.name);
    if (!content) content = value_of(*module, attribute.name);
    if (!content)
        return Status::error("attribute '" + attribute.name + "' can only be set: the model has no get_" +
                             attribute.name);

    std::vector<Value> parts;
    const bool one_tensor = attribute.types.size() == 1 && attribute.types[0] == ValueType::kTensor;
    if (content->is_tuple() || (content->is_list() && !one_tensor))
        parts = content->elements();
    else if (content->is_tensor() && attribute.types.size() > 1 &&
             content->tensor().count() == static_cast<std::int64_t>(attribute.types.size()))
        for (const auto number : floats_in(content->tensor())) parts.emplace_back(static_cast<double>(number));
    else
        parts.push_back(*content);
    if (parts.size() != attribute.types.size())
        return Status::error("attribute '" + attribute.name + "': the model gave " + std::to_string(parts.size()) +
                             " values, its _params say " + std::to_string(attribute.types.size()));
    std::vector<infer::Value> values;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto value = to_value(parts[i], attribute.types[i]);
        if (!value)
            return Status::error("attribute '" + attribute.name + "': value " + std::to_string(i + 1) + " is a " +
                                 parts[i].kind() + ", not of type " + type_name(attribute.types[i]));
        values.push_back(std::move(*value));
    }
    return values;
}

}  // namespace latentjam::infer::native
