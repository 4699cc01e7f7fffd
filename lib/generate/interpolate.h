// From one sequence to another over time, and normalisation.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "generate/denoiser.h"

#include <span>

namespace latentjam::generate {

/// Writes into `a` what leads from a to b: channel by channel along the great circle between them, as far as
/// u = factor * t / (frames - 1) at frame t. Where the two point the same way or opposite ways (equal seeds), straight.
/// `shape` is that of one row. [worker]
void lead_over(const Shape& shape, std::span<float> a, std::span<const float> b, float factor);

/// A mix of two noises that is as strong as either: along the great circle between them, u of the way. [worker]
void mix(std::span<float> a, std::span<const float> b, float u);

/// Mean 0 and deviation 1 (unbiased) over all values, then times `scale`. Values without deviation only lose their
/// mean. [worker]
void normalise(std::span<float> values, float scale);

}  // namespace latentjam::generate
