// The nn~ conventions: what a model says of itself, wherever that is read, and which of it is believed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/limits.h"
#include "infer/model.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer {

inline constexpr int kMostRows = 4096;         ///< voices x channels of one stream
inline constexpr int kLargestRatio = 1 << 20;  ///< samples per value
inline constexpr int kLargestBlock = 1 << 22;  ///< samples
inline constexpr int kMostAttributeValues = 64;
inline constexpr double kHighestSampleRate = 1e6;  ///< Hz

/// The top module of a model: an adapter for each place where one can be found. A question that has no answer there
/// gives nothing. [worker]
class ModuleFacts {
public:
    virtual ~ModuleFacts() = default;

    virtual bool has_method(const std::string& name) const = 0;

    /// The names `<name>` of all attributes `<name>_params`, in the module's order.
    virtual std::vector<std::string> names_with_params() const = 0;

    /// The numbers of the tensor `<name>_params`; empty when they are too many to be meant.
    virtual std::optional<std::vector<double>> params(const std::string& name) const = 0;

    /// An attribute that is a list of strings.
    virtual std::optional<std::vector<std::string>> strings(const std::string& name) const = 0;

    /// What the model lists as its "methods" or "attributes".
    virtual std::optional<std::vector<std::string>> listed(const std::string& what) const = 0;

    /// An attribute or constant that is one number.
    virtual std::optional<double> number(const std::string& name) const = 0;

    /// The same of a module inside.
    virtual std::optional<double> inner_number(const std::string& module, const std::string& name) const = 0;

    /// The number that the method `get_<name>` computes, where code can be run.
    virtual std::optional<double> computed(const std::string& name) const = 0;
};

struct Introspection {
    Description description;
    std::vector<std::string> remarks;  ///< what was left out, and why
};

/// Reads, never assumes: lists of newer exports, bare `<m>_params` of older ones. An error when no method is playable.
/// Throws what the facts throw. [worker]
Result<Introspection> describe(const ModuleFacts& facts);

/// A method from its `<name>_params`: in channels, in ratio, out channels, out ratio, which old exports store as
/// floats. The error names the method, the values and the limits. [setup]
Result<Method> method_from_params(std::string_view name, std::span<const double> params);

/// An attribute's types from its `<name>_params`, one code (0 bool ... 5 buffer) per value. [setup]
Result<std::vector<ValueType>> types_from_codes(std::string_view name, std::span<const double> codes);

/// `<name>` of `<name>_params`; nothing for other names.
std::optional<std::string> name_of_params(std::string_view attribute);

}  // namespace latentjam::infer
