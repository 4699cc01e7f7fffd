// The three systems' semaphores behind one interface.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/wakeup.h"

#include "base/realtime.h"

#include <algorithm>

#if defined(_WIN32)
#include <windows.h>
#elif !defined(__APPLE__)
#include <cerrno>
#include <ctime>
#endif

namespace latentjam::work {

#if defined(__APPLE__)

Wakeup::Wakeup() : semaphore_(dispatch_semaphore_create(0)) {}
Wakeup::~Wakeup() { dispatch_release(semaphore_); }
void Wakeup::post() noexcept { dispatch_semaphore_signal(semaphore_); }
void Wakeup::wait() noexcept { dispatch_semaphore_wait(semaphore_, DISPATCH_TIME_FOREVER); }
bool Wakeup::try_wait() noexcept { return dispatch_semaphore_wait(semaphore_, DISPATCH_TIME_NOW) == 0; }

bool Wakeup::wait_until(std::int64_t deadline_ns) noexcept
{
    const std::int64_t left = std::max<std::int64_t>(0, deadline_ns - wall_clock_ns());
    return dispatch_semaphore_wait(semaphore_, dispatch_time(DISPATCH_TIME_NOW, left)) == 0;
}

#elif defined(_WIN32)

Wakeup::Wakeup() : semaphore_(CreateSemaphoreW(nullptr, 0, 0x7fffffff, nullptr)) {}
Wakeup::~Wakeup() { CloseHandle(semaphore_); }
void Wakeup::post() noexcept { ReleaseSemaphore(semaphore_, 1, nullptr); }
void Wakeup::wait() noexcept { WaitForSingleObject(semaphore_, INFINITE); }
bool Wakeup::try_wait() noexcept { return WaitForSingleObject(semaphore_, 0) == WAIT_OBJECT_0; }

bool Wakeup::wait_until(std::int64_t deadline_ns) noexcept
{
    const std::int64_t left = std::max<std::int64_t>(0, deadline_ns - wall_clock_ns());
    return WaitForSingleObject(semaphore_, static_cast<DWORD>((left + 999'999) / 1'000'000)) == WAIT_OBJECT_0;
}

#else

Wakeup::Wakeup() { sem_init(&semaphore_, 0, 0); }
Wakeup::~Wakeup() { sem_destroy(&semaphore_); }
void Wakeup::post() noexcept { sem_post(&semaphore_); }

void Wakeup::wait() noexcept
{
    while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
}

bool Wakeup::try_wait() noexcept { return sem_trywait(&semaphore_) == 0; }

bool Wakeup::wait_until(std::int64_t deadline_ns) noexcept
{
    // steady_clock is CLOCK_MONOTONIC in libstdc++ and libc++.
    const timespec deadline{static_cast<time_t>(deadline_ns / 1'000'000'000),
                            static_cast<long>(deadline_ns % 1'000'000'000)};
    int outcome;
    while ((outcome = sem_clockwait(&semaphore_, CLOCK_MONOTONIC, &deadline)) != 0 && errno == EINTR) {
    }
    return outcome == 0;
}

#endif

}  // namespace latentjam::work
