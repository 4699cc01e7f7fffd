// Latents as sound files: one channel per dimension, 64-bit float, as ch4ns0n, ch8ns0n and UnRAVEl exchange them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"

#include <string>

namespace latentjam::latent {

/// Any sample format that libsndfile knows, 8 bits to 64-bit float; integers become -1..1. The rate is the header's, so
/// a whole number; one of 8000 Hz or more is refused as sound. Errors, without the file's name: no sound file, sound,
/// cut off, never closed, too large. [worker]
Result<Sequence> read_wav(const std::string& path, const CancelFlag& cancelled = kNeverCancelled);

/// The header's rate is rounded down (44100 / 2048 = 21.53 gives 21), at least 1; 21 while the rate is unknown. Equal
/// sequences give equal files. Not atomic; `latent/file.h` makes it so. Errors as read_wav. [worker]
Status write_wav(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
