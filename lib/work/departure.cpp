// SPDX-License-Identifier: BSD-3-Clause
#include "work/departure.h"

#include "base/new_file.h"
#include "base/realtime.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace latentjam::work {

namespace {

constexpr std::int64_t kLongestRest_ns = 1'000'000'000;
std::atomic<Departure*> of_process{nullptr};  // null until the process has workers

}  // namespace

Departure::~Departure()
{
    Departure* own = this;
    of_process.compare_exchange_strong(own, nullptr);
}

bool Departure::enter() noexcept
{
    ++inside_;
    if (!has_begun_) return true;  // tested once quiesce() counts this thread, so that it cannot miss it
    --inside_;
    return false;
}

bool Departure::quiesce(std::int64_t deadline_ns) noexcept
{
    begin();
    while (inside_ > 0) {
        if (wall_clock_ns() > deadline_ns) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

void Departure::become_the_process() noexcept { of_process = this; }

void rest_or_leave(int status) noexcept
{
    Departure* const departure = of_process;
    if (!departure) return;
    const bool rests = departure->quiesce(wall_clock_ns() + kLongestRest_ns);
    NewFile::remove_unfinished();
    if (rests) return;
    std::fflush(nullptr);
    std::_Exit(status);
}

void rest_at_exit()
{
#if defined(__GLIBC__)
    on_exit([](int status, void*) { rest_or_leave(status); }, nullptr);
#else
    std::atexit([] { rest_or_leave(EXIT_SUCCESS); });
#endif
}

void rest_before_exit()
{
    struct OfThread {
        // Only a handler knows the status. It is the last one registered, so the next thing that exit() does.
        ~OfThread() { rest_at_exit(); }
    };
    static thread_local OfThread of_thread;
    static_cast<void>(&of_thread);
}

}  // namespace latentjam::work
