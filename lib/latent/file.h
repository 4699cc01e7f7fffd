// Reading and writing latents by the extension of their file: .npy or .wav.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"

#include <string>

namespace latentjam::latent {

/// Reads a whole file or nothing. Values must be finite in float32; no frames at all is fine. Errors name the file:
/// missing, a folder, not readable, another extension, damaged or foreign (npy.h, wav.h), a value that is not finite
/// with its frame and dimension, both counted from 0. Gives up when `cancelled`. `remark` becomes a line about a file
/// that was read otherwise than it is written, or empty. [worker]
Result<Sequence> read(const std::string& path, const CancelFlag& cancelled = kNeverCancelled,
                      std::string* remark = nullptr);

/// Writes a whole file or nothing, replacing an existing one. Errors name the file: no dimensions, another extension,
/// or the system's reason. When `cancelled`, nothing is written. [worker]
Status write(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
