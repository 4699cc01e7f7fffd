// Jobs of one owner in their order, however many threads there are.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/job_queue.h"
#include "work/workers.h"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using namespace latentjam;
using namespace latentjam::work;
using namespace std::chrono_literals;

TEST_CASE("Queued jobs run one after another, and each is done before the next begins")
{
    Workers workers(1, 4);
    auto& pool = workers.jobs;
    JobQueue queue(pool);
    auto inside = std::make_shared<std::atomic<int>>(0);
    auto overlapped = std::make_shared<std::atomic<bool>>(false);
    std::vector<int> order;
    for (int n = 0; n < 20; ++n)
        queue.push(
            [inside, overlapped, n](const CancelFlag&) {
                if (++*inside > 1) *overlapped = true;
                std::this_thread::sleep_for(std::chrono::milliseconds(n % 3));
                --*inside;
            },
            [&order, n] { order.push_back(n); });
    CHECK_FALSE(queue.is_idle());
    queue.wait();
    CHECK(queue.is_idle());
    CHECK_FALSE(*overlapped);
    REQUIRE(order.size() == 20);
    for (int n = 0; n < 20; ++n) CHECK(order[static_cast<std::size_t>(n)] == n);
}

TEST_CASE("Waiting ends when everything is done, also what came to its end a moment ago")
{
    Workers workers(1, 2);
    auto& pool = workers.jobs;
    JobQueue queue(pool);
    for (int round = 0; round < 2000; ++round) {
        int done = 0;
        for (int n = 0; n < 20; ++n) queue.push([](const CancelFlag&) {}, [&done] { ++done; });
        queue.wait();
        REQUIRE(done == 20);
    }
}

TEST_CASE("A job may push another one behind itself")
{
    Workers workers(1, 2);
    auto& pool = workers.jobs;
    JobQueue queue(pool);
    int done = 0;
    queue.push([](const CancelFlag&) {},
               [&] {
                   ++done;
                   queue.push([](const CancelFlag&) {}, [&] { ++done; });
               });
    queue.wait();
    CHECK(done == 2);
}

TEST_CASE("A queue that ends takes its jobs with it")
{
    Workers workers(1, 2);
    auto& pool = workers.jobs;
    bool done = false;
    {
        JobQueue queue(pool);
        queue.push([](const CancelFlag&) { std::this_thread::sleep_for(5ms); }, [&] { done = true; });
        queue.push([](const CancelFlag&) {}, [&] { done = true; });
    }
    while (pool.deliver()) std::this_thread::sleep_for(1ms);
    CHECK_FALSE(done);
}
