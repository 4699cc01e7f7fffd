// Reading and writing latents by the extension of their file: .npy or .wav.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"

#include <string>

namespace latentjam::latent {

/// Reads a whole file or nothing. Values must be finite in float32; no frames at all is fine. Errors name the file:
/// missing, a folder, not readable, another extension, damaged or foreign (npy.h, wav.h), a value that is not finite
/// with its frame and dimension, both counted from 0. [worker]
Result<Sequence> read(const std::string& path);

/// Writes a whole file or nothing, in the place of one that may be there. Errors name the file: no dimensions, another
/// extension, what the system refuses. [worker]
Status write(const Sequence& sequence, const std::string& path);

}  // namespace latentjam::latent
