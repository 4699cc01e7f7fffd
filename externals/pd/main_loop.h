// Brings the results of workers to Pd's thread, and workers to rest when Pd is left.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::pd {

/// Once, from the library's set-up.
void main_loop_setup();

/// After something may have been handed to the workers: until everything is delivered, a clock looks every few
/// milliseconds. Objects whose table says `in_background` need not call it. [setup, Pd's thread]
void main_loop_watch();

}  // namespace latentjam::pd
