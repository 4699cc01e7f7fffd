// A bend at a part of its strength: what one slider does to a whole log.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/history.h"

namespace latentjam::bend {

/// At 0 a bend leaves everything as it is, at 1 it is what is written; between, its numbers are. What has no numbers
/// (flip, reverse, permute, ablate, values, draw) and what has no mild form (clip, threshold, quantize) is there from
/// `kWhole` on. Numbers that a control moves stay. [any]
Entry at_strength(const Entry& entry, double strength);

/// Those of the list that do something then.
Entries at_strength(const Entries& entries, double strength);

/// Those of weights that have a mild form, where it changes nothing: what plays them holds what it will need when they
/// do. [any]
Entries at_rest(const Entries& entries);

inline constexpr double kWhole = .5;

}  // namespace latentjam::bend
