// SPDX-License-Identifier: BSD-3-Clause
#include "work/file_thread.h"

#include "work/priority.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace latentjam::work {

struct FileThread::Begun {
    enum class State { kWaiting, kCreating, kRunning, kGivenUp };
    std::mutex mutex;
    std::condition_variable changed;
    State state = State::kWaiting;
    std::function<void()> run;
    std::thread thread;
};

class FileThread::Creator {
public:
    static Creator& of_process()
    {
        static auto* const creator = new Creator;  // outlives every FileThread, whatever is destroyed first at exit
        return *creator;
    }

    void create(std::shared_ptr<Begun> begun)
    {
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(begun));
        }
        arrived_.notify_one();
    }

private:
    Creator()
    {
        std::thread([this] {
            become_file_worker();
            for (;;) begin(next());
        }).detach();
    }

    std::shared_ptr<Begun> next()
    {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return !waiting_.empty(); });
        auto begun = std::move(waiting_.front());
        waiting_.pop_front();
        return begun;
    }

    static void begin(const std::shared_ptr<Begun>& begun)
    {
        {
            const std::lock_guard lock(begun->mutex);
            if (begun->state == Begun::State::kGivenUp) return;
            begun->state = Begun::State::kCreating;
        }
        std::thread thread([run = std::move(begun->run)] {
            become_file_worker();
            run();
        });
        {
            const std::lock_guard lock(begun->mutex);
            begun->thread = std::move(thread);
            begun->state = Begun::State::kRunning;
        }
        begun->changed.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::shared_ptr<Begun>> waiting_;
};

void FileThread::prepare() { Creator::of_process(); }

void FileThread::start(std::function<void()> run)
{
    begun_ = std::make_shared<Begun>();
    begun_->run = std::move(run);
    Creator::of_process().create(begun_);
}

void FileThread::join() { wait_for_end(false); }

void FileThread::give_up() { wait_for_end(true); }

void FileThread::wait_for_end(bool gives_up)
{
    using State = Begun::State;
    if (!begun_) return;
    {
        std::unique_lock lock(begun_->mutex);
        if (gives_up && begun_->state == State::kWaiting) begun_->state = State::kGivenUp;
        begun_->changed.wait(lock,
                             [this] { return begun_->state == State::kRunning || begun_->state == State::kGivenUp; });
    }
    if (begun_->thread.joinable()) begun_->thread.join();
    begun_.reset();
}

}  // namespace latentjam::work
