// The noise that a sampler starts from: the numbers that torch's CPU generator gives for the same seed.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

namespace latentjam::generate {

/// As torch.randn on the CPU after torch.manual_seed(seed), drawn in one call: equal seeds give equal sequences here
/// and in PyTorch (to about 1e-6, the rounding of log, sin and cos). Mersenne Twister (Matsumoto and Nishimura 1998),
/// whose seed is the lower 32 bits, then Box and Muller (1958) on sixteen values at a time. What is drawn depends on
/// how many values there are. Precondition: at least 16 values (torch draws fewer in another way). [worker]
void draw_noise(std::uint64_t seed, std::span<float> values);

}  // namespace latentjam::generate
