// The request to stop, as seen by the loops that do the work.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <atomic>

namespace latentjam {

/// Set from another thread when the result is no longer wanted. Work that may take longer than a few tenths of a second
/// polls it and returns gave_up() soon after it was set. [any]
using CancelFlag = std::atomic<bool>;

/// For work that is never cancelled.
inline const CancelFlag kNeverCancelled{false};

/// What cancelled work returns; it is never shown.
inline Status gave_up() { return Status::error("cancelled"); }

}  // namespace latentjam
