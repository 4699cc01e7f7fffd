// One rule per type.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/attribute.h"

#include <cmath>
#include <cstdio>
#include <optional>
#include <variant>

namespace latentjam::infer {

namespace {

std::string text_of(const Value& value)
{
    if (const auto* number = std::get_if<double>(&value)) {
        char text[32];
        std::snprintf(text, sizeof text, "%g", *number);
        return text;
    }
    if (const auto* word = std::get_if<std::string>(&value)) return *word;
    return "array";
}

std::string signature(const Attribute& attribute)
{
    std::string text;
    for (const ValueType type : attribute.types) text += (text.empty() ? "" : " ") + std::string(name_of(type));
    return text.empty() ? "nothing" : text;
}

/// Nothing when the value does not fit.
std::optional<Value> convert(const Value& value, ValueType type)
{
    const auto* number = std::get_if<double>(&value);
    switch (type) {
        case ValueType::kBool:
            if (number && (*number == 0 || *number == 1)) return *number == 1;
            return std::nullopt;
        case ValueType::kInt:
            if (number && *number == std::floor(*number) && std::abs(*number) < 9e15)
                return static_cast<std::int64_t>(*number);
            return std::nullopt;
        case ValueType::kFloat:
            if (number && std::isfinite(*number)) return *number;
            return std::nullopt;
        case ValueType::kString:
            if (std::holds_alternative<BufferValue>(value)) return std::nullopt;
            return text_of(value);
        case ValueType::kBuffer:
            if (std::holds_alternative<BufferValue>(value)) return value;
            return std::nullopt;
        case ValueType::kTensor:
            return std::nullopt;  // takes more than one value
    }
    return std::nullopt;
}

}  // namespace

const char* name_of(ValueType type)
{
    switch (type) {
        case ValueType::kBool:
            return "0/1";
        case ValueType::kInt:
            return "int";
        case ValueType::kFloat:
            return "float";
        case ValueType::kString:
            return "symbol";
        case ValueType::kTensor:
            return "floats...";
        case ValueType::kBuffer:
            return "array";
    }
    return "?";
}

Result<std::vector<Value>> match_values(const Attribute& attribute, std::span<const Value> loose)
{
    std::vector<Value> values;
    std::size_t next = 0;
    for (const ValueType type : attribute.types) {
        if (type == ValueType::kTensor) {
            std::vector<float> numbers;
            for (; next < loose.size() && std::holds_alternative<double>(loose[next]); ++next)
                numbers.push_back(static_cast<float>(std::get<double>(loose[next])));
            values.emplace_back(std::move(numbers));
            continue;
        }
        if (next == loose.size()) break;
        auto value = convert(loose[next], type);
        if (!value)
            return Status::error("set " + attribute.name + ": '" + text_of(loose[next]) + "' where it takes " +
                                 name_of(type) + "; whole: set " + attribute.name + " " + signature(attribute));
        values.push_back(std::move(*value));
        ++next;
    }
    if (values.size() < attribute.types.size() || next < loose.size())
        return Status::error("set " + attribute.name + ": " + std::to_string(loose.size()) + " values where it takes " +
                             std::to_string(attribute.types.size()) + ": set " + attribute.name + " " +
                             signature(attribute));
    return values;
}

}  // namespace latentjam::infer
