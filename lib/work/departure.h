// Leaving the process while workers are inside a runtime: they quiesce first, or the process ends at once.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>

namespace latentjam::work {

/// Counts the threads that are inside code which must not lose its libraries. Thread-safe.
class Departure {
public:
    Departure() = default;
    ~Departure();
    Departure(const Departure&) = delete;
    Departure& operator=(const Departure&) = delete;

    /// Before a unit of work; false when the process, or the pool, is leaving: do nothing more. [worker]
    bool enter() noexcept;

    /// After it. [worker]
    void leave() noexcept { --inside_; }

    bool has_begun() const noexcept { return has_begun_; }

    /// No unit begins any more. [any]
    void begin() noexcept { has_begun_ = true; }

    /// Begins, and waits until no thread is inside; false when that takes longer. [any]
    bool quiesce(std::int64_t deadline_ns) noexcept;

    /// Makes this the one that rest_or_leave() brings to rest. [setup]
    void become_the_process() noexcept;

private:
    std::atomic<bool> has_begun_{false};
    std::atomic<int> inside_{0};
};

/// The process is about to end: lets its workers quiesce, for a second at most. If one cannot (a long load, a runtime
/// being opened), ends the process here and now with `status`: taking libraries apart under a working thread would
/// crash. [setup, Pd's thread]
void rest_or_leave(int status) noexcept;

/// Calls rest_or_leave() from exit(). Call it after a runtime was opened and again after a model has run: exit handlers
/// run in reverse order, and ours must come before the destructors of everything the runtime has constructed. [any]
void rest_at_exit();

/// The same when the thread that calls this calls exit(), and before all handlers: objects of a thread are destroyed
/// first. While a runtime is being opened that matters: its constructors register destructors all the time. [setup]
void rest_before_exit();

}  // namespace latentjam::work
