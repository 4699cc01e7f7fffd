// The precision in which weights are stored.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::kernel {

/// Full: float32, the model's own. Half: 16 bits; sums are float32 all the same.
enum class Precision { kFull, kHalf };

}  // namespace latentjam::kernel
