// Audio tasks: units of work that perform asks for, run by the earliest deadline.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "work/departure.h"
#include "work/job_pool.h"
#include "work/wakeup.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace latentjam::work {

/// Something that perform asks for, a unit at a time. Units of one task run in order, never concurrently.
class AudioTask {
public:
    virtual ~AudioTask() = default;

protected:
    /// Does one requested unit. [worker]
    virtual void run_unit() noexcept = 0;

private:
    friend class AudioPool;
    std::atomic<int> pending_{0};
    std::atomic<bool> busy_{false};
    std::atomic<bool> retired_{false};
    std::atomic<std::int64_t> deadline_ns_{0};
};

/// Threads just below Pd's audio thread.
class AudioPool {
public:
    /// Retired tasks die on the threads of `jobs`; it and `departure` outlive the pool.
    AudioPool(Departure& departure, JobPool& jobs, int threads);
    ~AudioPool();
    AudioPool(const AudioPool&) = delete;
    AudioPool& operator=(const AudioPool&) = delete;

    /// Makes a task known. [setup]
    void add(std::shared_ptr<AudioTask> task);

    /// Asks for one unit of a known task, due at `deadline_ns` on the wall clock. [audio]
    void request(AudioTask& task, std::int64_t deadline_ns) noexcept;

    /// Forgets a task; what was requested and has not begun is dropped, and it dies on a worker. [setup]
    void retire(std::shared_ptr<AudioTask> task);

    int threads() const noexcept { return threads_; }

private:
    void loop();
    std::shared_ptr<AudioTask> claim_most_urgent();

    Departure& departure_;
    JobPool& jobs_;
    const int threads_;
    std::mutex mutex_;  // never taken by the audio thread
    std::vector<std::shared_ptr<AudioTask>> tasks_;
    Wakeup wakeup_;
    std::atomic<int> alive_{0};  // threads
};

}  // namespace latentjam::work
