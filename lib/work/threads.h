// Detached threads of a pool: they may outlive main(), but not their pool.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <functional>

namespace latentjam::work {

/// Starts threads that run `loop`; `alive` counts those that have not come back. Detached, since the process's pools
/// are never destroyed. [setup]
void start_threads(int count, std::atomic<int>& alive, const std::function<void()>& loop);

/// Calls `wake` until all have come back. [setup]
void await_threads(const std::atomic<int>& alive, const std::function<void()>& wake);

}  // namespace latentjam::work
