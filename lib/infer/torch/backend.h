// The libtorch runtime: loads TorchScript files that follow the nn~ conventions.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

namespace latentjam::infer::torch_backend {

/// The one backend; never destroyed, because workers may still use it at exit. [worker]
Backend& backend();

}  // namespace latentjam::infer::torch_backend
