// SPDX-License-Identifier: BSD-3-Clause
#include "work/audio_pool.h"

#include "work/priority.h"
#include "work/threads.h"

#include <utility>

namespace latentjam::work {

AudioPool::AudioPool(Departure& departure, JobPool& jobs, int threads)
    : departure_(departure), jobs_(jobs), threads_(threads)
{
    start_threads(threads, alive_, [this] { loop(); });
}

AudioPool::~AudioPool()
{
    departure_.begin();
    await_threads(alive_, [this] { wakeup_.post(); });
}

void AudioPool::add(std::shared_ptr<AudioTask> task)
{
    const std::scoped_lock lock(mutex_);
    tasks_.push_back(std::move(task));
}

void AudioPool::request(AudioTask& task, std::int64_t deadline_ns) noexcept
{
    task.deadline_ns_.store(deadline_ns, std::memory_order_relaxed);
    task.pending_.fetch_add(1, std::memory_order_release);
    wakeup_.post();
}

void AudioPool::retire(std::shared_ptr<AudioTask> task)
{
    if (!task) return;
    task->retired_ = true;
    {
        const std::scoped_lock lock(mutex_);
        std::erase(tasks_, task);
    }
    jobs_.dispose(std::move(task));
}

std::shared_ptr<AudioTask> AudioPool::claim_most_urgent()
{
    const std::scoped_lock lock(mutex_);
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

void AudioPool::loop()
{
    become_audio_worker();
    while (!departure_.has_begun()) {
        wakeup_.wait();
        while (!departure_.has_begun()) {
            if (!departure_.enter()) break;
            auto task = claim_most_urgent();
            if (task && !task->retired_) task->run_unit();
            if (task) {
                task->pending_.fetch_sub(1, std::memory_order_relaxed);
                task->busy_ = false;
                // This may be the last owner if it was retired meanwhile: freeing weights is not audio work.
                if (task->retired_) jobs_.dispose(std::move(task));
            }
            const bool found = task != nullptr;
            task.reset();
            departure_.leave();
            if (!found) break;
        }
    }
}

}  // namespace latentjam::work
