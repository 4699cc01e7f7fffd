// What an object does in the background: in order, and in `pd -batch` before its message returns.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/host.h"
#include "pd/main_loop.h"
#include "work/job_queue.h"
#include "work/workers.h"

#include <functional>
#include <utility>

namespace latentjam::pd {

/// The jobs of one object. `work` must own what it touches; `done` may touch the object. [setup, Pd's thread]
class Background {
public:
    void push(std::function<void(const CancelFlag&)> work, std::function<void()> done)
    {
        jobs_.push(std::move(work), std::move(done));
        if (is_batch())
            jobs_.wait();
        else
            main_loop_watch();
    }

    /// After all that was pushed before, so at once if that is done. [setup, Pd's thread]
    void then(std::function<void()> done)
    {
        if (jobs_.is_idle()) return done();
        push([](const CancelFlag&) {}, std::move(done));
    }

    /// Until all of it is done. [setup, Pd's thread]
    void wait() { jobs_.wait(); }

private:
    work::JobQueue jobs_{work::workers_of_process().jobs};
};

}  // namespace latentjam::pd
