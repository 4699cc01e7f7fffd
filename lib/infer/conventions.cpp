// Judging the numbers that a model file states about itself.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conventions.h"

#include <array>
#include <cmath>
#include <string>

namespace latentjam::infer {

namespace {

std::string number_text(double number)
{
    if (std::isfinite(number) && number == std::floor(number) && std::abs(number) < 1e15)
        return std::to_string(static_cast<long long>(number));
    return std::to_string(number);
}

std::string list_text(std::span<const double> numbers)
{
    constexpr std::size_t kShown = 8;
    std::string text = "[";
    for (std::size_t i = 0; i < numbers.size() && i < kShown; ++i) text += (i ? ", " : "") + number_text(numbers[i]);
    return text + (numbers.size() > kShown ? ", ...]" : "]");
}

bool is_count(double value, int most) { return value >= 1 && value <= most && value == std::floor(value); }

}  // namespace

Result<Method> method_from_params(std::string_view name, std::span<const double> params)
{
    const auto title =
        "method '" + std::string(name) + "': its " + std::string(name) + "_params are " + list_text(params);
    if (params.size() != 4)
        return Status::error(title + ", not the 4 numbers in channels, in ratio, out channels, out ratio");
    for (const auto channels : {params[0], params[2]})
        if (!is_count(channels, kMostChannels))
            return Status::error(title + ": " + number_text(channels) + " channels, not 1 to " +
                                 std::to_string(kMostChannels));
    for (const auto ratio : {params[1], params[3]})
        if (!is_count(ratio, kLargestRatio))
            return Status::error(title + ": a ratio of " + number_text(ratio) + ", not 1 to " +
                                 std::to_string(kLargestRatio));
    Method method;
    method.name = name;
    method.in_channels = static_cast<int>(params[0]);
    method.in_ratio = static_cast<int>(params[1]);
    method.out_channels = static_cast<int>(params[2]);
    method.out_ratio = static_cast<int>(params[3]);
    return method;
}

Result<std::vector<ValueType>> types_from_codes(std::string_view name, std::span<const double> codes)
{
    const auto title =
        "attribute '" + std::string(name) + "': its " + std::string(name) + "_params are " + list_text(codes);
    if (codes.empty() || codes.size() > kMostAttributeValues)
        return Status::error(title + ", not 1 to " + std::to_string(kMostAttributeValues) + " type codes");
    std::vector<ValueType> types;
    for (const auto code : codes) {
        if (!(code >= 0 && code <= 5 && code == std::floor(code)))
            return Status::error(title + ": " + number_text(code) +
                                 " is no type code (0 bool, 1 int, 2 float, 3 string, " + "4 tensor, 5 buffer)");
        types.push_back(static_cast<ValueType>(static_cast<int>(code)));
    }
    return types;
}

double believable_sample_rate(double rate) { return rate >= 1 && rate <= kHighestSampleRate ? rate : 0; }

int believable_min_block(double block) { return is_count(block, kLargestBlock) ? static_cast<int>(block) : 0; }

std::string_view type_name(ValueType type)
{
    constexpr std::array<std::string_view, 6> kNames = {"bool", "int", "float", "string", "tensor", "buffer"};
    const auto code = static_cast<std::size_t>(type);
    return code < kNames.size() ? kNames[code] : "unknown";
}

}  // namespace latentjam::infer
