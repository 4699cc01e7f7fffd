// A model's description from its file alone: channel counts before its weights are loaded, and without a runtime.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <string>

namespace latentjam::infer {

/// Reads the few small records of a TorchScript archive that say what the model can do; milliseconds, whatever its
/// size. Facts that only the model's own code could tell (a computed sample rate) stay unknown. Damaged, foreign or
/// hostile files give an error line and need little memory. [setup]
Result<Description> read_description(const std::string& path);

}  // namespace latentjam::infer
