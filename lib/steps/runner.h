// Runs steps in order on the workers, in slices, and delivers their news on Pd's thread.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "steps/step.h"
#include "work/job_pool.h"

#include <deque>
#include <functional>
#include <memory>

namespace latentjam::steps {

/// A step may take an hour, and the pool has two threads for files. So a worker does one slice at a time; other jobs
/// (loading the model that plays next) run in between. Pd's thread only.
class Runner {
public:
    /// `hear` gets the news in order, on Pd's thread; it may call any method.
    Runner(work::JobPool& pool, std::function<void(const News&)> hear);

    /// Stops all news. Does not wait.
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Queues a step; it starts when those before it are done. [setup]
    void add(std::unique_ptr<Step> step);

    /// Drops all steps, the present one within its piece; no half-written file is left. True if there was any. [setup]
    bool cancel();

    /// The name of the step under way, or null. [setup]
    const char* current() const noexcept { return steps_.empty() ? nullptr : steps_.front()->name(); }

    double progress() const noexcept { return progress_; }

    /// Returns when all steps are done. [setup]
    void wait();

private:
    struct Slice;
    void submit();
    void end_slice(Slice& slice);

    work::JobPool& pool_;
    std::function<void(const News&)> hear_;
    work::Owner owner_;
    std::deque<std::shared_ptr<Step>> steps_;
    double progress_ = 0;
    std::shared_ptr<const int> hearing_ = std::make_shared<const int>();  // replaced by a cancel
};

}  // namespace latentjam::steps
