// Delivers the results of workers on Pd's thread, and lets workers quiesce when Pd quits.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::pd {

/// Once, from the library's set-up.
void main_loop_setup();

/// After something may have been handed to the workers: until everything is delivered, a clock looks each
/// millisecond. Objects whose table says `in_background` need not call it. [setup, Pd's thread]
void main_loop_watch();

}  // namespace latentjam::pd
