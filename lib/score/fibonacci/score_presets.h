// How presets are dealt to sections.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/fibonacci/score.h"

#include <map>
#include <vector>

namespace latentjam::score::fibonacci {

/// One for each section that is a member: chords always, bass from the third on, the two breaks in turn. For the first
/// eight sections and Fibonacci's numbers these are the five presets of the original. [any]
std::map<int, Preset> deal_presets(const std::vector<int>& members, int sections);

}  // namespace latentjam::score::fibonacci
