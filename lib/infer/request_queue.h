// What waits for the worker of a stream: filled slots, and commands for its instance, in the order of their arrival.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/slot_ring.h"
#include "work/job_pool.h"
#include "work/spsc_queue.h"

#include <cstddef>
#include <functional>

namespace latentjam::infer {

/// Pd's thread pushes, in perform and outside; one worker at a time takes.
class RequestQueue {
public:
    using Command = std::function<void(Instance&)>;

    /// `jobs` deliver the ends of commands and outlive the queue. [setup]
    explicit RequestQueue(work::JobPool& jobs) : jobs_(jobs) {}

    /// Commands that were not run are finished without their `done`. [worker]
    ~RequestQueue();
    RequestQueue(const RequestQueue&) = delete;
    RequestQueue& operator=(const RequestQueue&) = delete;

    /// False when too many are waiting. [audio]
    bool push(Slot& slot) noexcept { return requests_.push({&slot, nullptr}); }

    /// `done` runs on Pd's thread after `command` has. False when too many are waiting. [setup]
    bool push(work::Owner owner, Command command, std::function<void()> done);

    /// The slot that is next; null when nothing was, or a command, which has been run. [worker]
    Slot* take(Instance& instance);

private:
    struct PostedCommand {
        work::Owner owner;
        Command run;
        std::function<void()> done;
    };

    struct Request {  // exactly one is set
        Slot* slot = nullptr;
        PostedCommand* command = nullptr;
    };

    static constexpr std::size_t kLength = 4096;

    work::JobPool& jobs_;
    work::SpscQueue<Request, kLength> requests_;
};

}  // namespace latentjam::infer
