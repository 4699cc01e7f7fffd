// Limits that more than one room keeps.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam {

inline constexpr int kMostChannels = 1024;  ///< of a method, a sound file or a latent: libsndfile's own limit

}  // namespace latentjam
