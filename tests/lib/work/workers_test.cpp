// Jobs and audio tasks: order, cancellation, delivery, life and death.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/workers.h"
#include "base/realtime.h"
#include "work/spsc_queue.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <thread>
#include <vector>

using namespace latentjam;
using namespace latentjam::work;
using namespace std::chrono_literals;

namespace {

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

template <typename Condition>
bool eventually(Condition condition)
{
    for (int i = 0; i < 2000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(1ms);
    }
    return false;
}

}  // namespace

TEST_CASE("Every requested unit runs, those of one task never at once")
{
    Workers workers(4);
    std::vector<std::shared_ptr<CountingTask>> tasks;
    for (int i = 0; i < 8; ++i) workers.audio.add(tasks.emplace_back(std::make_shared<CountingTask>()));
    for (int round = 0; round < 500; ++round)
        for (const auto& task : tasks) workers.audio.request(*task, latentjam::wall_clock_ns());
    for (const auto& task : tasks) {
        CHECK(eventually([&] { return task->units == 500; }));
        CHECK_FALSE(task->overlapped);
    }
}

TEST_CASE("Done runs only in deliver, and not for a cancelled owner")
{
    Workers workers(1);
    const Owner mine = make_owner(), other = make_owner();
    int heard = 0;
    for (const Owner owner : {mine, other})
        workers.jobs.submit({owner, [](const CancelFlag&) {}, [&heard] { ++heard; }});
    std::this_thread::sleep_for(50ms);
    CHECK(heard == 0);
    workers.jobs.cancel(other);
    CHECK(eventually([&] { return !workers.jobs.deliver(); }));
    CHECK(heard == 1);
}

TEST_CASE("A running job hears that it was cancelled, and its owner need not wait")
{
    Workers workers(1);
    const Owner owner = make_owner();
    auto began = std::make_shared<std::atomic<bool>>(false);
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    workers.jobs.submit({owner,
                         [=](const CancelFlag& cancelled) {
                             *began = true;
                             while (!cancelled) std::this_thread::sleep_for(1ms);
                             *stopped = true;
                         },
                         [] { FAIL("cancelled"); }});
    REQUIRE(eventually([&] { return began->load(); }));
    const auto before = latentjam::wall_clock_ns();
    workers.jobs.cancel(owner);
    CHECK(latentjam::wall_clock_ns() - before < 50'000'000);
    CHECK_FALSE(workers.jobs.deliver());
    CHECK(eventually([&] { return stopped->load(); }));
    CHECK_FALSE(workers.jobs.deliver());
}

TEST_CASE("wait_for delivers everything of one owner, also what a done starts")
{
    Workers workers(1);
    const Owner owner = make_owner();
    int steps = 0;
    workers.jobs.submit({owner, [](const CancelFlag&) { std::this_thread::sleep_for(20ms); },
                         [&] {
                             ++steps;
                             workers.jobs.submit({owner, [](const CancelFlag&) {}, [&] { ++steps; }});
                         }});
    workers.jobs.wait_for(owner);
    CHECK(steps == 2);
}

TEST_CASE("A retired task dies on a worker, even while it runs")
{
    std::atomic<bool> died{false};
    {
        Workers workers(2);
        auto task = std::make_shared<CountingTask>();
        task->died = &died;
        task->unit_time = 30ms;
        workers.audio.add(task);
        for (int i = 0; i < 5; ++i) workers.audio.request(*task, 0);
        std::this_thread::sleep_for(5ms);
        const auto before = latentjam::wall_clock_ns();
        workers.audio.retire(std::move(task));
        CHECK(latentjam::wall_clock_ns() - before < 20'000'000);
        CHECK(eventually([&] { return died.load(); }));
    }
    CHECK(died);
}

TEST_CASE("A job can be long and audio units still run")
{
    Workers workers(1);
    const Owner owner = make_owner();
    auto release = std::make_shared<std::atomic<bool>>(false);
    for (int i = 0; i < 4; ++i)
        workers.jobs.submit({owner,
                             [=](const CancelFlag&) {
                                 while (!*release) std::this_thread::sleep_for(1ms);
                             },
                             nullptr});
    auto task = std::make_shared<CountingTask>();
    workers.audio.add(task);
    workers.audio.request(*task, 0);
    CHECK(eventually([&] { return task->units == 1; }));
    *release = true;
    workers.jobs.wait_for(owner);
}

TEST_CASE("A queue hands over everything in order between two threads")
{
    SpscQueue<int, 64> queue;
    constexpr int kItems = 200000;
    std::thread producer([&] {
        for (int i = 0; i < kItems;)
            if (queue.push(i)) ++i;
    });
    int expected = 0;
    while (expected < kItems)
        if (const auto item = queue.pop()) {
            if (*item != expected) break;
            ++expected;
        }
    producer.join();
    CHECK(expected == kItems);
}
