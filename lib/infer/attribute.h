// Values of attributes: their types and texts, and how what a patch writes is brought to the types that a setter wants.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace latentjam::infer {

/// The value as exactly this type, where it means the same: 0 and 1 are bools too, whole numbers ints, any finite
/// number is a float, one number a tensor of one. A string is a word and a buffer a sound, and nothing else is. [any]
std::optional<Value> as_type(const Value& value, ValueType type);

/// Numbers (double) and words (string) in; exactly one value per type of `attribute` out, as as_type() judges, and more
/// freely where nn~ does: True and false in any case, any number for a bool (0 is false), the whole part of a number
/// for an int, digits in a word. Where a string is wanted a number is a word too, and a tensor takes all numbers that
/// are left. The error names attribute, value and type. [any]
Result<std::vector<Value>> match_values(const Attribute& attribute, std::span<const Value> loose);

/// A value as a person would write it: 2, 0.25, loud, "a list of 3", "a buffer of 44100".
std::string text_of(const Value& value);

/// "float", "int", "array" ... as a musician would say it.
const char* name_of(ValueType type);

/// "bool", "int", "float", "string", "tensor", "buffer": as the conventions call it.
const char* type_name(ValueType type);

}  // namespace latentjam::infer
