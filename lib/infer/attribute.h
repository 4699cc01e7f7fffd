// Values as a patch writes them, brought to the types that an attribute's setter wants.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <span>
#include <vector>

namespace latentjam::infer {

/// Numbers (double) and words (string) in; exactly one value per type of `attribute` out. A bool takes 0 and 1, an int
/// whole numbers, a string words and numbers; a tensor takes all numbers that are left; a buffer must be given as such.
/// The error names attribute, value and type. [any]
Result<std::vector<Value>> match_values(const Attribute& attribute, std::span<const Value> loose);

/// "float", "int", "array" ... as a musician would say it.
const char* name_of(ValueType type);

}  // namespace latentjam::infer
