// How many blocks of all models of the process came too late: the health of an installation in one number.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::infer {

/// Blocks of all streams so far. [any]
long late_blocks() noexcept;

/// [audio]
void count_late_block() noexcept;

}  // namespace latentjam::infer
