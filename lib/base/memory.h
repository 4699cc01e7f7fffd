// When memory goes back to the system: within and after a load, and after a model's end; never in a block.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam {

/// Makes glibc keep what a block has freed for the next block. By default it trims the heap whenever a block has freed
/// a few megabytes, and the next block pays for every page again: four voices of a small model then took 16 ms instead
/// of 3.7. For the whole process, once. [worker]
void keep_freed_memory() noexcept;

/// Gives freed memory back to the system. glibc keeps freed heap for the thread that had it, and every load may run on
/// another one: without this, weights that are gone would still take their place. [worker]
void trim_memory() noexcept;

}  // namespace latentjam
