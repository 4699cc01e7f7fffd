// The nn~ conventions as numbers: which method shapes, attribute types and rates of a model file are believed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <span>
#include <string_view>
#include <vector>

namespace latentjam::infer {

inline constexpr int kMostChannels = 1024;
inline constexpr int kLargestRatio = 1 << 20;  ///< samples per value
inline constexpr int kLargestBlock = 1 << 22;  ///< samples
inline constexpr int kMostAttributeValues = 64;
inline constexpr double kHighestSampleRate = 1e6;  ///< Hz

/// A method from its `<name>_params`: in channels, in ratio, out channels, out ratio, which old exports store as
/// floats. The error names the method, the values and the limits. [setup]
Result<Method> method_from_params(std::string_view name, std::span<const double> params);

/// An attribute's types from its `<name>_params`, one code (0 bool ... 5 buffer) per value. [setup]
Result<std::vector<ValueType>> types_from_codes(std::string_view name, std::span<const double> codes);

/// Hz, or 0 when `rate` is no believable sample rate (-1 means unknown in newer exports). [setup]
double believable_sample_rate(double rate);

/// Samples, or 0 when `block` is no believable `min_buffer_size`. [setup]
int believable_min_block(double block);

/// "bool", "int", "float", "string", "tensor", "buffer".
std::string_view type_name(ValueType type);

}  // namespace latentjam::infer
