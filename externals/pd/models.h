// The models of this process, and the runtime that plays them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model_cache.h"

namespace latentjam::pd {

/// Opens the runtime plug-in beside this library when the first model is wanted. Never destroyed. [any]
infer::ModelCache& models();

}  // namespace latentjam::pd
