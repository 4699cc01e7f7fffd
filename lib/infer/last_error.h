// The last thing that went wrong on a worker, for Pd's thread to tell: each line once, however often it comes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

namespace latentjam::infer {

class LastError {
public:
    /// [worker]
    void note(const std::string& line)
    {
        const std::scoped_lock lock(mutex_);
        if (line == noted_) return;
        waiting_ = noted_ = line;
        is_waiting_.store(true, std::memory_order_release);
    }

    /// True when take() has something. [audio]
    bool is_waiting() const noexcept { return is_waiting_.load(std::memory_order_acquire); }

    /// The line, once; the same one is not given twice in a row. [setup]
    std::string take()
    {
        const std::scoped_lock lock(mutex_);
        is_waiting_.store(false, std::memory_order_relaxed);
        return std::exchange(waiting_, {});
    }

private:
    std::mutex mutex_;  // worker and Pd's thread outside perform
    std::string waiting_;
    std::string noted_;
    std::atomic<bool> is_waiting_{false};
};

}  // namespace latentjam::infer
