// The words in which the interfaces say who may call them.
//
//   [setup]   Pd's main thread, outside perform: may allocate and lock, must not wait for files or models
//   [audio]   inside perform: no allocation, lock, file, system call other than a wake-up
//   [worker]  a thread of the pool: may take its time
//   [any]     from anywhere
//
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>

namespace latentjam {

/// Monotonic wall-clock time in nanoseconds; does not enter the kernel on the systems we support. [any]
inline std::int64_t wall_clock_ns() noexcept
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace latentjam
