// The four thread tags of all interfaces, and the clock that every thread may read.
// SPDX-License-Identifier: BSD-3-Clause
//
//   [setup]   Pd's main thread, outside perform: may allocate and lock, must not wait for files or models
//   [audio]   inside perform: no allocation, no lock, no file, no system call other than a wake-up
//   [worker]  a thread of the pool: may take its time
//   [any]     each of these
//
// Where more is allowed, less is too: a worker may call a [setup] function of an object that it alone uses. One object
// is used by one thread at a time, unless its class says that it is thread-safe.
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
