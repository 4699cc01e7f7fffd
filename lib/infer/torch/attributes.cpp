// Values to and from TorchScript, by the attribute's type codes and the setter's own signature.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/attributes.h"

#include "infer/attribute.h"
#include "infer/torch/introspection.h"

#include <ATen/ATen.h>

#include <cmath>
#include <optional>
#include <variant>

namespace latentjam::infer::torch_backend {

namespace {

using c10::IValue;
using torch::jit::Module;

at::Tensor tensor_of(const std::vector<float>& numbers) { return at::tensor(at::ArrayRef<float>(numbers), at::kFloat); }

struct ToTorch {
    template <typename T>
    IValue operator()(const T& value) const
    {
        return IValue(value);
    }
    IValue operator()(const std::vector<float>& numbers) const { return tensor_of(numbers); }
    IValue operator()(const BufferValue& buffer) const { return tensor_of(buffer.samples).unsqueeze(0); }
};

// Some setters ask for another type than their code says (set_stereo_mode takes a tensor): follow the signature.
IValue by_signature(const IValue& value, const c10::TypePtr& type)
{
    const auto kind = type->kind();
    if (kind == c10::TypeKind::TensorType && value.isScalar()) return IValue(at::scalar_tensor(value.toScalar()));
    if (kind == c10::TypeKind::TensorType && value.isBool()) return IValue(at::scalar_tensor(value.toBool()));
    if (kind == c10::TypeKind::FloatType && value.isInt()) return IValue(static_cast<double>(value.toInt()));
    if (kind == c10::TypeKind::IntType && value.isBool()) return IValue(static_cast<std::int64_t>(value.toBool()));
    if (kind == c10::TypeKind::BoolType && value.isInt()) return IValue(value.toInt() != 0);
    return value;
}

bool is_refusal(const IValue& returned)
{
    if (returned.isBool()) return !returned.toBool();
    return returned.isInt() && returned.toInt() != 0;
}

Status refused(const Attribute& attribute)
{
    return Status::error("the model refused this value of attribute '" + attribute.name + "'");
}

// nn_tilde names value i of an attribute "name#i" when it is a buffer. Sets it, or clears it when it has no samples.
Status set_buffer(const Module& module, const Attribute& attribute, std::size_t index, const BufferValue& value)
{
    const auto name = attribute.name + "#" + std::to_string(index);
    if (const auto clear = module.find_method("clear_buffer_attribute"); clear && value.samples.empty()) {
        (*clear)({name});
        return {};
    }
    const auto rate = value.sample_rate > 0 ? std::llround(value.sample_rate) : -1;
    const auto returned = module.get_method("set_buffer_attribute")(
        {name, tensor_of(value.samples).unsqueeze(0), static_cast<std::int64_t>(rate)});
    return is_refusal(returned) ? refused(attribute) : Status();
}

Result<std::vector<IValue>> arguments_for(const Attribute& attribute, std::span<const Value> values)
{
    std::vector<IValue> arguments;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = as_type(values[i], attribute.types[i]);
        const char* quote = std::holds_alternative<std::string>(values[i]) ? "'" : "";
        if (!value)
            return Status::error("attribute '" + attribute.name + "': value " + std::to_string(i + 1) + " is " + quote +
                                 text_of(values[i]) + quote + ", not of type " + type_name(attribute.types[i]));
        arguments.push_back(std::visit(ToTorch(), *value));
    }
    return arguments;
}

std::vector<float> floats_in(const at::Tensor& tensor)
{
    const auto flat = tensor.detach().to(at::kCPU, at::kFloat).contiguous().view({-1});
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

std::optional<Value> to_value(const IValue& value, ValueType type)
{
    if (value.isString()) return Value(value.toStringRef());
    if (value.isTensor() && type == ValueType::kBuffer) return Value(BufferValue{floats_in(value.toTensor()), 0});
    if (value.isTensor() && (type == ValueType::kTensor || value.toTensor().numel() != 1))
        return Value(floats_in(value.toTensor()));
    if (!value.isBool() && !value.isScalar() && !value.isTensor()) return std::nullopt;
    const auto scalar = value.isTensor() ? value.toTensor().item()
                        : value.isBool() ? at::Scalar(value.toBool())
                                         : value.toScalar();
    switch (type) {
        case ValueType::kBool:
            return Value(scalar.toDouble() != 0);
        case ValueType::kInt:
            return Value(scalar.to<std::int64_t>());
        case ValueType::kTensor:
            return Value(std::vector<float>{scalar.toFloat()});
        default:
            return Value(scalar.toDouble());
    }
}

}  // namespace

Status set_attribute(const Module& module, const Attribute& attribute, std::span<const Value> values)
{
    if (values.size() != attribute.types.size())
        return Status::error("attribute '" + attribute.name + "' takes " + std::to_string(attribute.types.size()) +
                             " values, not " + std::to_string(values.size()));
    auto arguments = arguments_for(attribute, values);
    if (!arguments) return arguments.status();

    std::size_t buffers = 0;
    if (module.find_method("set_buffer_attribute")) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (attribute.types[i] != ValueType::kBuffer) continue;
            if (auto status = set_buffer(module, attribute, i, std::get<BufferValue>(values[i])); !status)
                return status;
            (*arguments)[i] =
                attribute.name + "#" + std::to_string(i);  // the setter ignores it: a name, by its signature
            ++buffers;
        }
        if (buffers == values.size()) return {};
    }

    const auto setter = module.find_method("set_" + attribute.name);
    if (!setter)
        return Status::error("attribute '" + attribute.name + "' can only be read: the model has no set_" +
                             attribute.name);
    const auto& signature = setter->function().getSchema().arguments();
    if (signature.size() != arguments->size() + 1)  // + self
        return Status::error("attribute '" + attribute.name + "' cannot be set: set_" + attribute.name + " takes " +
                             std::to_string(signature.size() - 1) + " values, its _params say " +
                             std::to_string(arguments->size()));
    for (std::size_t i = 0; i < arguments->size(); ++i)
        (*arguments)[i] = by_signature((*arguments)[i], signature[i + 1].type());
    return is_refusal((*setter)(std::move(*arguments))) ? refused(attribute) : Status();
}

Result<std::vector<Value>> get_attribute(const Module& module, const Attribute& attribute)
{
    auto content = call_getter(module, "get_" + attribute.name);
    if (!content) content = value_of(module, attribute.name);
    if (!content)
        return Status::error("attribute '" + attribute.name + "' can only be set: the model has no get_" +
                             attribute.name);

    std::vector<IValue> parts;
    const bool one_tensor = attribute.types.size() == 1 && attribute.types[0] == ValueType::kTensor;
    if (content->isTuple())
        parts = std::vector<IValue>(content->toTupleRef().elements().begin(), content->toTupleRef().elements().end());
    else if (content->isList() && !one_tensor)
        parts = content->toListRef().vec();
    else if (content->isTensor() && attribute.types.size() > 1 &&
             content->toTensor().numel() == static_cast<std::int64_t>(attribute.types.size()))
        for (const auto number : floats_in(content->toTensor())) parts.emplace_back(static_cast<double>(number));
    else
        parts.push_back(*content);
    if (parts.size() != attribute.types.size())
        return Status::error("attribute '" + attribute.name + "': the model gave " + std::to_string(parts.size()) +
                             " values, its _params say " + std::to_string(attribute.types.size()));
    std::vector<Value> values;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto value = to_value(parts[i], attribute.types[i]);
        if (!value)
            return Status::error("attribute '" + attribute.name + "': value " + std::to_string(i + 1) + " is a " +
                                 parts[i].tagKind() + ", not of type " + type_name(attribute.types[i]));
        values.push_back(std::move(*value));
    }
    return values;
}

}  // namespace latentjam::infer::torch_backend
