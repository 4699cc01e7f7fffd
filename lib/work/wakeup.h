// A counting semaphore whose post is safe on the audio thread.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#if defined(__APPLE__)
#include <dispatch/dispatch.h>
#elif !defined(_WIN32)
#include <semaphore.h>
#endif

namespace latentjam::work {

/// POSIX semaphore, dispatch semaphore or Win32 semaphore: std::counting_semaphore of GCC 11 and 12 can miss a
/// wake-up (GCC PR 104928), and a condition variable would need a lock.
class Wakeup {
public:
    Wakeup();
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    /// Releases one waiter; enters the kernel only if a thread waits. [any]
    void post() noexcept;

    /// Blocks until posted. [worker]
    void wait() noexcept;

    /// Blocks until posted (true) or `deadline_ns` on wall_clock_ns() has passed (false). [worker]
    bool wait_until(std::int64_t deadline_ns) noexcept;

    /// Takes a post if there is one. [any]
    bool try_wait() noexcept;

private:
#if defined(__APPLE__)
    dispatch_semaphore_t semaphore_;
#elif defined(_WIN32)
    void* semaphore_;
#else
    sem_t semaphore_;
#endif
};

}  // namespace latentjam::work
