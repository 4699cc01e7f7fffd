// Judging what a model states about itself.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conventions.h"

#include <cmath>
#include <string>
#include <utility>

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

std::optional<std::string> name_of_params(std::string_view attribute)
{
    constexpr std::string_view kEnding = "_params";
    if (attribute.size() <= kEnding.size() || !attribute.ends_with(kEnding)) return std::nullopt;
    return std::string(attribute.substr(0, attribute.size() - kEnding.size()));
}

namespace {

// -1 means unknown in newer exports.
double believable_sample_rate(std::optional<double> rate)
{
    return rate && *rate >= 1 && *rate <= kHighestSampleRate ? *rate : 0;
}

std::vector<std::string> labels(const ModuleFacts& facts, const std::string& name, int channels)
{
    auto labels = facts.strings(name);
    return labels && labels->size() == static_cast<std::size_t>(channels) ? *labels : std::vector<std::string>{};
}

Status add_methods(const ModuleFacts& facts, Introspection& found)
{
    const auto listed = facts.listed("methods");
    for (const auto& name : listed ? *listed : facts.names_with_params()) {
        const auto params = facts.params(name);
        if (!facts.has_method(name) || !params) {
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
        method->in_labels = labels(facts, name + "_input_labels", method->in_channels);
        method->out_labels = labels(facts, name + "_output_labels", method->out_channels);
        found.description.methods.push_back(std::move(*method));
    }
    if (!found.description.methods.empty()) return {};
    if (!found.remarks.empty()) return Status::error(found.remarks.front());
    return Status::error(
        "no method with a <method>_params buffer: the model does not follow the nn~ conventions; export it with RAVE's "
        "or nn_tilde's exporter");
}

void add_attributes(const ModuleFacts& facts, Introspection& found)
{
    const auto listed = facts.listed("attributes");
    for (const auto& name : listed ? *listed : facts.names_with_params()) {
        const bool has_code = facts.has_method("set_" + name) || facts.has_method("get_" + name);
        if (name == "none" || found.description.find_method(name) || found.description.find_attribute(name)) continue;
        const auto codes = facts.params(name);
        if (!codes || (!listed && !has_code)) continue;
        auto types = types_from_codes(name, *codes);
        if (types)
            found.description.attributes.push_back({name, std::move(*types)});
        else
            found.remarks.push_back(types.message());
    }
}

double find_sample_rate(const ModuleFacts& facts)
{
    if (const auto rate = believable_sample_rate(facts.computed("sample_rate")); rate > 0) return rate;
    for (const auto* name : {"sr", "sampling_rate"})
        if (const auto rate = believable_sample_rate(facts.number(name)); rate > 0) return rate;
    return believable_sample_rate(facts.inner_number("_rave", "sampling_rate"));
}

int find_min_block(const ModuleFacts& facts)
{
    auto block = facts.number("min_buffer_size");
    if (!block) block = facts.computed("min_buffer_size");
    return block && is_count(*block, kLargestBlock) ? static_cast<int>(*block) : 0;
}

}  // namespace

Result<Introspection> describe(const ModuleFacts& facts)
{
    Introspection found;
    if (auto status = add_methods(facts, found); !status) return status;
    add_attributes(facts, found);
    found.description.sample_rate = find_sample_rate(facts);
    found.description.min_block = find_min_block(facts);
    return found;
}

}  // namespace latentjam::infer
