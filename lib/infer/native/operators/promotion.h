// Which number format comes out when several go in.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/value.h"

#include <span>

namespace latentjam::infer::native {

/// Of tensors and plain numbers, by torch's rules: the kind of number (bool, int, float, complex) matters most; among
/// equal kinds tensors with dimensions go before single numbers, and those before plain ones. [any]
Type promoted(std::span<const Value> values);

/// The same, but at least a float.
Type promoted_to_float(std::span<const Value> values);

/// A type code, or `standard` where it is None.
Type type_or(const Value& code, Type standard);

}  // namespace latentjam::infer::native
