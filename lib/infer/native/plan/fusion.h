// Elementwise steps that only feed one another become one.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/plan/liveness.h"

namespace latentjam::infer::native {

/// Intermediate results stay in L1. `varying` as above; what does not vary and is a single number becomes a constant.
/// [worker]
void fuse_pointwise(Steps& steps, const Storages& varying, const Storage* output, const Storages& kept);

}  // namespace latentjam::infer::native
