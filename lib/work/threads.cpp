// SPDX-License-Identifier: BSD-3-Clause
#include "work/threads.h"

#include <chrono>
#include <thread>

namespace latentjam::work {

void start_threads(int count, std::atomic<int>& alive, const std::function<void()>& loop)
{
    for (int i = 0; i < count; ++i) {
        ++alive;
        std::thread([loop, &alive] {
            loop();
            --alive;  // whoever waits for it may go at once
        }).detach();
    }
}

void await_threads(const std::atomic<int>& alive, const std::function<void()>& wake)
{
    while (alive > 0) {
        wake();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace latentjam::work
