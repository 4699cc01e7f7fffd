// SPDX-License-Identifier: BSD-3-Clause
#include "work/job_pool.h"

#include "work/priority.h"
#include "work/threads.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace latentjam::work {

using namespace std::chrono_literals;

Owner make_owner() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return static_cast<Owner>(++last);
}

JobPool::JobPool(Departure& departure, int threads) : departure_(departure)
{
    start_threads(threads, alive_, [this] { loop(); });
}

JobPool::~JobPool()
{
    departure_.begin();
    await_threads(alive_, [this] { changed_.notify_all(); });
}

void JobPool::enqueue(std::shared_ptr<JobState> state)
{
    {
        const std::scoped_lock lock(mutex_);
        queued_.push_back(std::move(state));
    }
    changed_.notify_one();
}

void JobPool::submit(Job job)
{
    auto state = std::make_shared<JobState>();
    state->job = std::move(job);
    enqueue(std::move(state));
}

void JobPool::dispose(std::shared_ptr<const void> something)
{
    auto state = std::make_shared<JobState>();
    state->counted = false;
    state->job.work = [held = std::move(something)](const CancelFlag&) mutable { held.reset(); };
    enqueue(std::move(state));
}

void JobPool::loop()
{
    become_background_worker();
    std::unique_lock lock(mutex_);
    while (!departure_.has_begun()) {
        if (queued_.empty()) {
            // The limit covers a stop between the test of departure_ and the wait.
            changed_.wait_for(lock, 100ms);
            continue;
        }
        if (!departure_.enter()) break;
        const auto state = queued_.front();
        queued_.pop_front();
        running_.push_back(state);
        lock.unlock();

        state->job.work(state->cancelled);
        state->job.work = nullptr;  // what it captured dies here, on the worker
        std::function<void()> unwanted;

        lock.lock();
        departure_.leave();
        running_.remove(state);
        if (state->cancelled)
            unwanted = std::move(state->job.done);
        else if (state->counted)
            finished_.push_back({state->job.owner, std::move(state->job.done)});
        has_finished_.notify_all();
        if (unwanted) {
            lock.unlock();
            unwanted = nullptr;
            lock.lock();
        }
    }
}

void JobPool::expect(Owner owner)
{
    const std::scoped_lock lock(mutex_);
    expected_.push_back(owner);
}

void JobPool::finish(Owner owner, std::function<void()> done)
{
    {
        const std::scoped_lock lock(mutex_);
        const auto expected = std::find(expected_.begin(), expected_.end(), owner);
        if (expected == expected_.end()) return;  // cancelled meanwhile
        expected_.erase(expected);
        finished_.push_back({owner, std::move(done)});
    }
    has_finished_.notify_all();
}

void JobPool::cancel(Owner owner)
{
    std::vector<std::shared_ptr<JobState>> dropped;  // destroyed after the lock is gone
    std::vector<Finished> unheard;
    const std::scoped_lock lock(mutex_);
    std::erase(expected_, owner);
    std::erase_if(queued_, [&](const auto& state) {
        if (state->job.owner != owner || !state->counted) return false;
        dropped.push_back(state);
        return true;
    });
    for (const auto& state : running_)
        if (state->job.owner == owner) state->cancelled = true;
    std::erase_if(finished_, [&](Finished& finished) {
        if (finished.owner != owner) return false;
        unheard.push_back(std::move(finished));
        return true;
    });
}

bool JobPool::deliver()
{
    std::unique_lock lock(mutex_);
    // One at a time: a `done` may cancel what comes after it.
    while (!finished_.empty()) {
        {
            const Finished next = std::move(finished_.front());
            finished_.pop_front();
            lock.unlock();
            if (next.done) next.done();
        }  // what it captured dies outside the lock
        lock.lock();
    }
    const auto awaited = [](const auto& state) { return state->counted && !state->cancelled; };
    return !expected_.empty() || std::any_of(queued_.begin(), queued_.end(), awaited) ||
           std::any_of(running_.begin(), running_.end(), awaited);
}

void JobPool::wait_for(Owner owner)
{
    const auto under_way = [&] {
        const auto owned = [&](const auto& state) { return state->job.owner == owner && !state->cancelled; };
        return std::find(expected_.begin(), expected_.end(), owner) != expected_.end() ||
               std::any_of(queued_.begin(), queued_.end(), owned) ||
               std::any_of(running_.begin(), running_.end(), owned);
    };
    const auto undelivered = [&] {
        return std::any_of(finished_.begin(), finished_.end(), [&](const auto& one) { return one.owner == owner; });
    };
    for (;;) {  // a `done` may start the next step
        {
            std::unique_lock lock(mutex_);
            has_finished_.wait(lock, [&] { return !under_way(); });
            if (!undelivered()) return;
        }
        deliver();
    }
}

}  // namespace latentjam::work
