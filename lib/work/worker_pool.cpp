// Two kinds of threads: those that run audio units by earliest deadline, and those that run jobs in order.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/worker_pool.h"

#include "base/new_file.h"
#include "base/realtime.h"
#include "work/priority.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

namespace latentjam::work {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLongestRest_ns = 1'000'000'000;
std::atomic<WorkerPool*> shared_pool{nullptr};  // null until somebody wanted it

}  // namespace

Owner make_owner() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return static_cast<Owner>(++last);
}

WorkerPool& WorkerPool::shared()
{
    static WorkerPool* const pool = [] {
        auto* const made = new WorkerPool(static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
        shared_pool = made;
        return made;
    }();
    return *pool;
}

WorkerPool::WorkerPool(int audio_threads, int background_threads) : audio_threads_(audio_threads)
{
    for (int i = 0; i < audio_threads; ++i) start_thread(&WorkerPool::audio_loop);
    for (int i = 0; i < background_threads; ++i) start_thread(&WorkerPool::background_loop);
}

WorkerPool::~WorkerPool()
{
    stopping_ = true;
    jobs_changed_.notify_all();
    while (alive_ > 0) {
        audio_wakeup_.post();
        std::this_thread::sleep_for(1ms);
        jobs_changed_.notify_all();
    }
}

// Detached: the shared pool outlives main(), and ~WorkerPool waits for alive_.
void WorkerPool::start_thread(void (WorkerPool::*loop)())
{
    ++alive_;
    std::thread([this, loop] {
        (this->*loop)();
        --alive_;
    }).detach();
}

// ---- audio tasks ----------------------------------------------------------------------------------------------

void WorkerPool::add(std::shared_ptr<AudioTask> task)
{
    const std::scoped_lock lock(tasks_mutex_);
    tasks_.push_back(std::move(task));
}

void WorkerPool::request(AudioTask& task, std::int64_t deadline_ns) noexcept
{
    task.deadline_ns_.store(deadline_ns, std::memory_order_relaxed);
    task.pending_.fetch_add(1, std::memory_order_release);
    audio_wakeup_.post();
}

void WorkerPool::retire(std::shared_ptr<AudioTask> task)
{
    if (!task) return;
    task->retired_ = true;
    {
        const std::scoped_lock lock(tasks_mutex_);
        std::erase(tasks_, task);
    }
    dispose(std::move(task));
}

std::shared_ptr<AudioTask> WorkerPool::claim_most_urgent()
{
    const std::scoped_lock lock(tasks_mutex_);
    std::shared_ptr<AudioTask> best;
    for (const auto& task : tasks_) {
        if (task->busy_ || task->pending_.load(std::memory_order_acquire) <= 0) continue;
        if (!best ||
            task->deadline_ns_.load(std::memory_order_relaxed) < best->deadline_ns_.load(std::memory_order_relaxed))
            best = task;
    }
    if (best) best->busy_ = true;
    return best;
}

void WorkerPool::audio_loop()
{
    become_audio_worker();
    while (!stopping_) {
        audio_wakeup_.wait();
        while (!stopping_) {
            ++working_;
            if (stopping_) {  // asked again now that rest() can see us: it must not find nobody and go on
                --working_;
                break;
            }
            auto task = claim_most_urgent();
            if (task && !task->retired_) task->run_unit();
            if (task) {
                task->pending_.fetch_sub(1, std::memory_order_relaxed);
                task->busy_ = false;
                // The last owner may be here if it was retired meanwhile: freeing weights is not audio work.
                if (task->retired_) dispose(std::move(task));
            }
            const bool found = task != nullptr;
            task.reset();
            --working_;
            if (!found) break;
        }
    }
}

// ---- jobs -----------------------------------------------------------------------------------------------------

void WorkerPool::enqueue(std::shared_ptr<JobState> state)
{
    {
        const std::scoped_lock lock(jobs_mutex_);
        queued_.push_back(std::move(state));
    }
    jobs_changed_.notify_one();
}

void WorkerPool::submit(Job job)
{
    auto state = std::make_shared<JobState>();
    state->job = std::move(job);
    enqueue(std::move(state));
}

void WorkerPool::dispose(std::shared_ptr<const void> something)
{
    auto state = std::make_shared<JobState>();
    state->counted = false;
    state->job.work = [held = std::move(something)](const CancelFlag&) mutable { held.reset(); };
    enqueue(std::move(state));
}

void WorkerPool::background_loop()
{
    become_background_worker();
    std::unique_lock lock(jobs_mutex_);
    while (!stopping_) {
        if (queued_.empty()) {
            // The limit covers a stop between the test of stopping_ and the wait.
            jobs_changed_.wait_for(lock, 100ms);
            continue;
        }
        ++working_;
        if (stopping_) {
            --working_;
            break;
        }
        const auto state = queued_.front();
        queued_.pop_front();
        running_.push_back(state);
        lock.unlock();

        state->job.work(state->cancelled);
        state->job.work = nullptr;  // what it captured dies here, on the worker
        std::function<void()> unwanted;

        lock.lock();
        --working_;
        running_.remove(state);
        if (state->cancelled)
            unwanted = std::move(state->job.done);
        else if (state->counted)
            finished_.push_back({state->job.owner, std::move(state->job.done)});
        jobs_finished_.notify_all();
        if (unwanted) {
            lock.unlock();
            unwanted = nullptr;
            lock.lock();
        }
    }
}

void WorkerPool::expect(Owner owner)
{
    const std::scoped_lock lock(jobs_mutex_);
    expected_.push_back(owner);
}

void WorkerPool::finish(Owner owner, std::function<void()> done)
{
    {
        const std::scoped_lock lock(jobs_mutex_);
        const auto expected = std::find(expected_.begin(), expected_.end(), owner);
        if (expected == expected_.end()) return;  // cancelled meanwhile
        expected_.erase(expected);
        finished_.push_back({owner, std::move(done)});
    }
    jobs_finished_.notify_all();
}

void WorkerPool::cancel(Owner owner)
{
    std::vector<std::shared_ptr<JobState>> dropped;  // destroyed after the lock is gone
    std::vector<Finished> unheard;
    const std::scoped_lock lock(jobs_mutex_);
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

bool WorkerPool::deliver()
{
    std::unique_lock lock(jobs_mutex_);
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

void WorkerPool::wait_for(Owner owner)
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
            std::unique_lock lock(jobs_mutex_);
            jobs_finished_.wait(lock, [&] { return !under_way(); });
            if (!undelivered()) return;
        }
        deliver();
    }
}

// ---- the end --------------------------------------------------------------------------------------------------

bool WorkerPool::rest(std::int64_t deadline_ns) noexcept
{
    stopping_ = true;
    while (working_ > 0) {
        if (wall_clock_ns() > deadline_ns) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

void WorkerPool::rest_or_leave(int status) noexcept
{
    WorkerPool* const pool = shared_pool;
    if (!pool) return;
    const bool rests = pool->rest(wall_clock_ns() + kLongestRest_ns);
    NewFile::remove_unfinished();
    if (rests) return;
    std::fflush(nullptr);
    std::_Exit(status);
}

void WorkerPool::rest_at_exit()
{
#if defined(__GLIBC__)
    on_exit([](int status, void*) { rest_or_leave(status); }, nullptr);
#else
    std::atexit([] { rest_or_leave(EXIT_SUCCESS); });
#endif
}

}  // namespace latentjam::work
