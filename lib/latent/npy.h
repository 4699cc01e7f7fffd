// Latents as NumPy files: [1, dims, frames], what UnRAVEl and RAVE's scripts exchange.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"

#include <string>

namespace latentjam::latent {

/// float32 or float64, either byte order, C or Fortran order, shape [1, dims, frames] or [dims, frames]; the rate stays
/// unknown. Memory is allocated only if the file is as long as its header says. Errors say what is wrong, without the
/// file's name. Precondition: the file exists (`latent/file.h` checks it). [worker]
Result<Sequence> read_npy(const std::string& path, const CancelFlag& cancelled = kNeverCancelled);

/// float32 in C order. Not atomic; `latent/file.h` makes it so. Errors as read_npy. [worker]
Status write_npy(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
