// Jobs: work on a background thread, done on Pd's thread.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "work/departure.h"

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

/// Threads of low priority, which run jobs in the order of their submission.
class JobPool {
public:
    /// `departure` outlives the pool.
    JobPool(Departure& departure, int threads);
    ~JobPool();
    JobPool(const JobPool&) = delete;
    JobPool& operator=(const JobPool&) = delete;

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

private:
    struct JobState {
        Job job;
        CancelFlag cancelled{false};
        bool counted = true;  // its end is waited for
    };

    struct Finished {
        Owner owner;
        std::function<void()> done;
    };

    void loop();
    void enqueue(std::shared_ptr<JobState> state);

    Departure& departure_;
    std::mutex mutex_;
    std::condition_variable changed_;       // a job was queued, or the pool stops
    std::condition_variable has_finished_;  // for wait_for()
    std::deque<std::shared_ptr<JobState>> queued_;
    std::list<std::shared_ptr<JobState>> running_;
    std::deque<Finished> finished_;
    std::vector<Owner> expected_;  // one entry per finish() to come
    std::atomic<int> alive_{0};    // threads
};

}  // namespace latentjam::work
