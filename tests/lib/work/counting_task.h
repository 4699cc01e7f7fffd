// An audio task that counts, and waiting for what other threads do.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "work/audio_pool.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace latentjam::work {

struct CountingTask : AudioTask {
    std::atomic<int> units{0};
    std::atomic<int> inside{0};
    std::atomic<bool> overlapped{false};
    std::atomic<bool>* died = nullptr;
    std::chrono::milliseconds unit_time{0};
    ~CountingTask() override
    {
        if (died) *died = true;
    }
    void run_unit() noexcept override
    {
        if (++inside > 1) overlapped = true;
        if (unit_time.count() > 0) std::this_thread::sleep_for(unit_time);
        ++units;
        --inside;
    }
};

/// Within two seconds.
template <typename Condition>
bool eventually(Condition condition)
{
    for (int i = 0; i < 2000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

}  // namespace latentjam::work
