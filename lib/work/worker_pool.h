// The process's worker threads: audio tasks by deadline, and jobs (work on a worker, done on Pd's thread).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "work/wakeup.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

namespace latentjam::work {

class WorkerPool;

/// Something that perform asks for, a unit at a time. Units of one task run in order and never at once.
class AudioTask {
public:
    virtual ~AudioTask() = default;

protected:
    /// Does one requested unit. [worker]
    virtual void run_unit() noexcept = 0;

private:
    friend class WorkerPool;
    std::atomic<int> pending_{0};
    std::atomic<bool> busy_{false};
    std::atomic<bool> retired_{false};
    std::atomic<std::int64_t> deadline_ns_{0};
};

/// Whose jobs these are: a number that is never used twice, since addresses are.
enum class Owner : std::uint64_t {};
Owner make_owner() noexcept;

/// `work` runs on a background worker and may look at its cancel flag; `done` runs on Pd's thread unless the owner
/// was cancelled. `work` must own what it touches: its owner may be gone before it ends.
struct Job {
    Owner owner{};
    std::function<void(const CancelFlag&)> work;
    std::function<void()> done;
};

/// One per process (`shared()`), made on first use and never destroyed. Audio tasks have a thread per core; jobs have
/// threads of their own, at low priority, so that no load can keep a block from running.
class WorkerPool {
public:
    static WorkerPool& shared();

    explicit WorkerPool(int audio_threads, int background_threads = 2);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Makes a task known. [setup]
    void add(std::shared_ptr<AudioTask> task);

    /// Asks for one unit of a known task, due at `deadline_ns` on the wall clock. [audio]
    void request(AudioTask& task, std::int64_t deadline_ns) noexcept;

    /// Forgets a task; what was requested and has not begun is dropped, and it dies on a worker. [setup]
    void retire(std::shared_ptr<AudioTask> task);

    /// Queues a job. [setup]
    void submit(Job job);

    /// Lets `something` die on a background worker instead of here. [setup]
    void dispose(std::shared_ptr<const void> something);

    /// Announces that a later finish() with this owner will be delivered. [setup]
    void expect(Owner owner);

    /// Hands a result to Pd's thread: `done` runs in the next deliver(). Pairs with expect(). [worker]
    void finish(Owner owner, std::function<void()> done);

    /// After this no `done` of the owner will run. Does not wait for a running `work`. [setup]
    void cancel(Owner owner);

    /// Runs what is done. True while anything is still under way. [setup, Pd's thread]
    bool deliver();

    /// Blocks until nothing of this owner is under way, delivering it: the synchronous path. [setup, Pd's thread]
    void wait_for(Owner owner);

    /// The process is about to end: lets the shared pool's workers come to rest, for a second at most. If one cannot (a
    /// long load, a runtime being opened), ends the process here and now with `status`: taking libraries apart under a
    /// working thread would crash. [setup, Pd's thread]
    static void rest_or_leave(int status) noexcept;

    /// Calls rest_or_leave() from exit(). Call it after a runtime was opened and again after a model has run: exit
    /// handlers run in reverse order, and ours must come before the destructors of everything the runtime has
    /// constructed. [any]
    static void rest_at_exit();

    int audio_threads() const noexcept { return audio_threads_; }

private:
    struct JobState {
        Job job;
        CancelFlag cancelled{false};
        bool counted = true;  // somebody waits for its end
    };

    void audio_loop();
    void background_loop();
    std::shared_ptr<AudioTask> claim_most_urgent();
    void enqueue(std::shared_ptr<JobState> state);
    bool rest(std::int64_t deadline_ns) noexcept;
    void start_thread(void (WorkerPool::*loop)());

    const int audio_threads_;

    std::mutex tasks_mutex_;  // never taken by the audio thread
    std::vector<std::shared_ptr<AudioTask>> tasks_;
    Wakeup audio_wakeup_;

    struct Finished {
        Owner owner;
        std::function<void()> done;
    };

    std::mutex jobs_mutex_;
    std::condition_variable jobs_changed_;   // a job was queued, or the pool stops
    std::condition_variable jobs_finished_;  // for wait_for()
    std::deque<std::shared_ptr<JobState>> queued_;
    std::list<std::shared_ptr<JobState>> running_;
    std::deque<Finished> finished_;
    std::vector<Owner> expected_;  // one entry per finish() to come

    std::atomic<bool> stopping_{false};
    std::atomic<int> working_{0};  // threads inside somebody's code
    std::atomic<int> alive_{0};
};

}  // namespace latentjam::work
