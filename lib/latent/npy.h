// Latents as NumPy files: [1, dims, frames], what UnRAVEl and RAVE's scripts exchange.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"

#include <string>

namespace latentjam::latent {

/// Floats of 16, 32 or 64 bits and whole numbers of 8 to 64 (as they are, not scaled), either byte order, C or Fortran
/// order, shape [1, dims, frames] or [dims, frames]; more rows than columns, without a first axis of 1, are taken for
/// frames x dims and turned, which `remark` tells. The rate stays unknown. Memory is asked for only when the file is as
/// long as its header says. Errors, without the file's name: what is wrong with it. The file exists; `latent/file.h`
/// sees to that. [worker]
Result<Sequence> read_npy(const std::string& path, const CancelFlag& cancelled = kNeverCancelled,
                          std::string* remark = nullptr);

/// float32 in C order. Not atomic; `latent/file.h` makes it so. Errors as read_npy. [worker]
Status write_npy(const Sequence& sequence, const std::string& path, const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::latent
