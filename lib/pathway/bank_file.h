// A bank in files: a text with a line for each slot, and its values beside it as .npy.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pathway/column.h"
#include "pathway/state.h"

#include <string>
#include <vector>

namespace latentjam::pathway {

/// set.pathways and set-01.npy to set-16.npy. `values` are those of the slots. [worker]
Status write_bank(const Bank& bank, const std::vector<latent::Sequence>& values, const std::string& path);

/// Values of a .npy that the recipe does not give count as changed by hand; a slot without one is its recipe. Errors
/// name file and line. [worker]
Result<Bank> read_bank(const std::string& path, int dims);

/// A file of values for a slot: .npy, .wav, or .seed as saatgut writes them (`name__8__3.seed` has its multiplier in
/// its name, here 3). [worker]
Result<latent::Sequence> read_values(const std::string& path);

}  // namespace latentjam::pathway
