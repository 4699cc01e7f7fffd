// One rule per type.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/attribute.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <variant>

namespace latentjam::infer {

namespace {

constexpr double kLargestWholeDouble = 9007199254740992.0;  // 2^53

struct TypeNames {
    const char* for_musicians;
    const char* in_conventions;
};

constexpr TypeNames kTypeNames[] = {{"0/1", "bool"},      {"int", "int"},          {"float", "float"},
                                    {"symbol", "string"}, {"floats...", "tensor"}, {"array", "buffer"}};

std::optional<double> number_in(const Value& value)
{
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::nullopt;
}

bool is_whole(double number) { return number == std::floor(number) && std::abs(number) <= kLargestWholeDouble; }

// As short as tells it from its neighbours; a float's, where it is one.
std::string number_text(double number)
{
    if (is_whole(number)) return std::to_string(static_cast<long long>(number));
    std::array<char, 32> text{};
    const auto single = static_cast<float>(number);
    const auto end = static_cast<double>(single) == number
                         ? std::to_chars(text.data(), text.data() + text.size(), single)
                         : std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), end.ptr};
}

std::string signature(const Attribute& attribute)
{
    std::string text;
    for (const ValueType type : attribute.types) text += (text.empty() ? "" : " ") + std::string(name_of(type));
    return text.empty() ? "nothing" : text;
}

std::optional<bool> flag_named(std::string word)
{
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char letter) { return std::tolower(letter); });
    if (word == "true") return true;
    if (word == "false") return false;
    return std::nullopt;
}

// A word of digits is its number: long ones come as symbols.
std::optional<double> number_of_digits(const Value& value)
{
    const auto* word = std::get_if<std::string>(&value);
    if (!word) return number_in(value);
    double number = 0;
    const char* const end = word->data() + word->size();
    const auto read = std::from_chars(word->data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

// As a patch means it, and as nn~ takes it: where a word is wanted, 909 is one; an int drops the digits behind the
// point; a switch is on with True and any number but 0.
std::optional<Value> convert(const Value& value, ValueType type)
{
    if (type == ValueType::kString && number_in(value)) return text_of(value);
    const auto* word = std::get_if<std::string>(&value);
    if (type == ValueType::kBool && word)
        if (const auto flag = flag_named(*word)) return *flag;
    const bool wants_number = type == ValueType::kBool || type == ValueType::kInt || type == ValueType::kFloat;
    const auto number = wants_number ? number_of_digits(value) : std::nullopt;
    if (!number || !std::isfinite(*number)) return as_type(value, type);
    if (type == ValueType::kBool) return *number != 0;
    return as_type(type == ValueType::kInt ? std::trunc(*number) : *number, type);
}

}  // namespace

std::string text_of(const Value& value)
{
    if (const auto* word = std::get_if<std::string>(&value)) return *word;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* list = std::get_if<std::vector<float>>(&value)) return "a list of " + std::to_string(list->size());
    if (const auto* buffer = std::get_if<BufferValue>(&value))
        return "a buffer of " + std::to_string(buffer->samples.size());
    return number_text(*number_in(value));
}

const char* name_of(ValueType type) { return kTypeNames[static_cast<std::size_t>(type)].for_musicians; }

const char* type_name(ValueType type) { return kTypeNames[static_cast<std::size_t>(type)].in_conventions; }

std::optional<Value> as_type(const Value& value, ValueType type)
{
    const auto number = number_in(value);
    switch (type) {
        case ValueType::kBool:
            return number && (*number == 0 || *number == 1) ? std::optional<Value>(*number == 1) : std::nullopt;
        case ValueType::kInt:
            if (std::holds_alternative<std::int64_t>(value)) return value;
            return number && is_whole(*number) ? std::optional<Value>(static_cast<std::int64_t>(*number))
                                               : std::nullopt;
        case ValueType::kFloat:
            return number && std::isfinite(*number) ? std::optional<Value>(*number) : std::nullopt;
        case ValueType::kString:
            return std::holds_alternative<std::string>(value) ? std::optional(value) : std::nullopt;
        case ValueType::kTensor:
            if (std::holds_alternative<std::vector<float>>(value)) return value;
            return number ? std::optional<Value>(std::vector<float>{static_cast<float>(*number)}) : std::nullopt;
        case ValueType::kBuffer:
            return std::holds_alternative<BufferValue>(value) ? std::optional(value) : std::nullopt;
    }
    return std::nullopt;
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
