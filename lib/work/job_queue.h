// Jobs of one owner, one after another in the order of their submission.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "work/job_pool.h"

#include <deque>
#include <functional>

namespace latentjam::work {

/// The pool may run two jobs of one owner at once; an object whose messages build on each other (learn, then generate)
/// pushes them here. Nothing of it runs after its end. [setup, Pd's thread]
class JobQueue {
public:
    explicit JobQueue(JobPool& pool) : pool_(pool), owner_(make_owner()) {}
    ~JobQueue() { pool_.cancel(owner_); }
    JobQueue(const JobQueue&) = delete;
    JobQueue& operator=(const JobQueue&) = delete;

    /// `work` must own what it touches; `done` runs on Pd's thread, before the next job's work begins. [setup]
    void push(std::function<void(const CancelFlag&)> work, std::function<void()> done);

    /// All that was pushed is done. [setup]
    bool is_idle() const noexcept { return waiting_.empty(); }

    /// Runs everything to its end: the synchronous path. [setup]
    void wait() { pool_.wait_for(owner_); }

private:
    void submit_first();

    JobPool& pool_;
    const Owner owner_;
    std::deque<Job> waiting_;  // the first one runs
};

}  // namespace latentjam::work
