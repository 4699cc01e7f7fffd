// Jobs of one owner, one after another in the order of their submission.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/job_queue.h"

#include <utility>

namespace latentjam::work {

void JobQueue::push(std::function<void(const CancelFlag&)> work, std::function<void()> done)
{
    waiting_.push_back({owner_, std::move(work), std::move(done)});
    if (waiting_.size() == 1) submit_first();
}

void JobQueue::submit_first()
{
    Job& first = waiting_.front();
    pool_.submit({owner_, std::move(first.work), [this, done = std::move(first.done)] {
                      if (done) done();
                      waiting_.pop_front();
                      if (!waiting_.empty()) submit_first();
                  }});
}

}  // namespace latentjam::work
