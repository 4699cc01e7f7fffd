// How soon a cancelled step of UnRAVEl stops, and what it leaves: part of bench_unravel.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

namespace latentjam::bench {

/// Cancels encode, decode, generate and analyse at several moments, `rounds` times each, and prints for each how long
/// until `cancelled` is heard, how long until the step is gone, the longest single advance(), and what was left.
int cancel_steps(int rounds, const std::string& model);

/// A sine that wavers, as a mono .wav.
void write_sound(const std::string& path, std::int64_t samples, int rate_hz);

}  // namespace latentjam::bench
