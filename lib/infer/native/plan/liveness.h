// Which steps of a recorded run have to be run again, for each block.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/run/step.h"

#include <memory>
#include <unordered_set>
#include <vector>

namespace latentjam::infer::native {

using Steps = std::vector<std::unique_ptr<Step>>;
using Storages = std::unordered_set<const Storage*>;

/// Storages whose content changes from block to block: what comes from the input, from random draws, or from what
/// outlives a call and is written in it. All others hold what they held at the end of the recorded run. [worker]
Storages varying(const Steps& steps, const Storage* input, const Storages& kept);

/// Drops steps that only compute what does not vary, and those whose results are not read. [worker]
void drop_needless(Steps& steps, const Storages& varying, const Storage* output, const Storages& kept);

}  // namespace latentjam::infer::native
