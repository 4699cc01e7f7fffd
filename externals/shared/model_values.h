// Values of models' attributes as atoms, and back.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/model.h"
#include "pd/atoms.h"

#include <vector>

namespace latentjam::pd {

/// Floats become doubles, everything else its text; types are matched later, against the attribute.
std::vector<infer::Value> values_of(Atoms atoms);

/// The reverse, for replies: bools and numbers become floats, tensors lists.
AtomList atoms_of(const std::vector<infer::Value>& values);

/// Where `attribute` wants a buffer, replaces the name of an array by its samples. [setup]
Status read_arrays(const infer::Attribute& attribute, std::vector<infer::Value>& values);

}  // namespace latentjam::pd
