// SPDX-License-Identifier: BSD-3-Clause
#include "work/threads.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <condition_variable>
#include <mutex>

using namespace latentjam::work;

TEST_CASE("Threads run their loop, and are awaited until the last has come back")
{
    const int count = GENERATE(0, 1, 5);
    std::mutex mutex;
    std::condition_variable changed;
    bool ends = false;
    int begun = 0, ended = 0;
    std::atomic<int> alive{0};
    start_threads(count, alive, [&] {
        std::unique_lock lock(mutex);
        ++begun;
        changed.notify_all();
        changed.wait(lock, [&] { return ends; });
        ++ended;
    });
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return begun == count; });
    }
    CHECK(alive == count);
    await_threads(alive, [&] {
        const std::scoped_lock lock(mutex);
        ends = true;
        changed.notify_all();
    });
    CHECK(ended == count);
    CHECK(alive == 0);
}
