// Threads for files: they run, are waited for, and are begun by another thread than the one that asks.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/file_thread.h"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

using latentjam::work::FileThread;
using namespace std::chrono_literals;

namespace {

bool comes_true(const std::atomic<bool>& value)
{
    for (int i = 0; i < 10000 && !value; ++i) std::this_thread::sleep_for(1ms);
    return value;
}

}  // namespace

TEST_CASE("A thread for a file runs, is waited for, and can be started again")
{
    FileThread thread;
    CHECK_FALSE(thread.has_started());
    thread.join();
    for (int i = 0; i < 3; ++i) {
        std::atomic<bool> runs{false}, may_end{false}, has_ended{false};
        thread.start([&] {
            runs = true;
            while (!may_end) std::this_thread::sleep_for(1ms);
            has_ended = true;
        });
        CHECK(thread.has_started());
        REQUIRE(comes_true(runs));
        may_end = true;
        thread.join();
        CHECK(has_ended);
        CHECK_FALSE(thread.has_started());
    }
}

TEST_CASE("One that is given up before it begins never runs, or is waited for")
{
    std::atomic<int> begun{0}, ended{0};
    const auto run = [&] {
        ++begun;
        ++ended;
    };
    for (int i = 0; i < 200; ++i) {
        FileThread thread;
        thread.start(run);
        thread.give_up();
    }
    CHECK(begun == ended);
    const int so_far = begun;
    FileThread last;
    last.start([] {});
    last.join();  // the others came before it
    CHECK(begun == so_far);
    for (int i = 0; i < 200; ++i) {
        FileThread thread;
        thread.start(run);  // waited for where it is destroyed
    }
    CHECK(ended == so_far + 200);
}

#if defined(__linux__)
TEST_CASE("A thread for a file does not inherit the real-time priority of pd -rt")
{
    sched_param real_time{};
    real_time.sched_priority = 2;
    if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &real_time) != 0) SKIP("no right to real-time scheduling");
    std::atomic<bool> runs{false};
    std::atomic<int> policy{-1};
    FileThread thread;
    thread.start([&] {
        policy = sched_getscheduler(0);
        runs = true;
    });
    const bool has_run = comes_true(runs);
    real_time.sched_priority = 0;
    pthread_setschedparam(pthread_self(), SCHED_OTHER, &real_time);
    REQUIRE(has_run);
    CHECK(policy == SCHED_OTHER);
}
#endif
