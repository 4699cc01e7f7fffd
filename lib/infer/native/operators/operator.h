// Operators by name: each with its parameters as torch's own tables write them, and the function that computes it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/machine.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer::native {

/// The arguments of a call, one for each parameter, those that were left out filled in.
using Arguments = std::span<const Value>;

/// Computes an operator. Throws ScriptError. [worker]
using Compute = Value (*)(Machine& machine, Arguments arguments);

/// A row of a family's table.
struct Entry {
    const char* signature;  ///< "slice(Tensor self, int dim=0, int? start=None, int? end=None, int step=1)"
    Compute compute;
};

struct Operator {
    enum class Kind : std::uint8_t {
        kAny,
        kTensor,
        kInt,
        kFloat,
        kBool,
        kText,
        kScalar,
        kInts,
        kFloats,
        kTensors,
        kList
    };

    struct Parameter {
        std::string name;
        Kind kind = Kind::kAny;
        bool may_be_none = false;
        std::optional<Value> standard;  ///< when it is left out
    };

    std::string name;
    std::vector<Parameter> parameters;
    std::size_t positional = 0;  ///< the rest have to be named
    Compute compute = nullptr;
};

/// All operators of this name, in the order in which they are tried; null when there is none. [any]
const std::vector<Operator>* find_operators(std::string_view name);

/// Fills `arguments` for a call whose last values have the names `keywords`; false when it does not fit.
bool match(const Operator& op, std::span<const Value> values, std::span<const std::string> keywords,
           std::vector<Value>& arguments);

// The families.
std::span<const Entry> number_operators();
std::span<const Entry> list_operators();
std::span<const Entry> view_operators();
std::span<const Entry> joining_operators();
std::span<const Entry> creating_operators();
std::span<const Entry> arithmetic_operators();
std::span<const Entry> function_operators();
std::span<const Entry> comparing_operators();
std::span<const Entry> reducing_operators();
std::span<const Entry> scanning_operators();
std::span<const Entry> normalising_operators();
std::span<const Entry> product_operators();
std::span<const Entry> convolution_operators();
std::span<const Entry> fourier_operators();
std::span<const Entry> random_operators();

}  // namespace latentjam::infer::native
