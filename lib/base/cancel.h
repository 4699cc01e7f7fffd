// The wish that work stops, as the loops see it that do the work.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <atomic>

namespace latentjam {

/// Set from another thread when nobody wants the result any more. Whatever may take longer than a few tenths of a
/// second looks at it all along, and answers gave_up() soon after. [any]
using CancelFlag = std::atomic<bool>;

/// For work that nobody cancels.
inline const CancelFlag kNeverCancelled{false};

/// The answer of work that was cancelled; nobody is there to hear it.
inline Status gave_up() { return Status::error("cancelled"); }

}  // namespace latentjam
