// The exit status of `pd -batch`, by which a script learns that something went wrong.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::pd {

/// In `pd -batch`: Pd will end with status 1, where it has 0 of its own. Elsewhere a window is open, and nothing
/// happens. [setup]
void fail_batch() noexcept;

/// 0, or 1 after fail_batch(). [any]
int exit_status() noexcept;

/// Before anything else is registered for exit(), since it ends the process there. [setup, once]
void exit_status_setup();

}  // namespace latentjam::pd
