// Audio tasks: every unit runs, in order, and tasks die where they may.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/audio_pool.h"
#include "base/realtime.h"
#include "lib/work/counting_task.h"
#include "work/workers.h"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::work;
using namespace std::chrono_literals;

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

TEST_CASE("Of two tasks that wait, the one that is due first runs first")
{
    Workers workers(1);
    struct Gate : AudioTask {
        std::atomic<bool> is_open{false};
        void run_unit() noexcept override
        {
            while (!is_open) std::this_thread::sleep_for(1ms);
        }
    };
    struct Noting : AudioTask {
        std::atomic<int>* turn = nullptr;
        std::atomic<int> ran_as{0};
        void run_unit() noexcept override { ran_as = ++*turn; }
    };
    std::atomic<int> turn{0};
    const auto gate = std::make_shared<Gate>();
    const auto late = std::make_shared<Noting>(), soon = std::make_shared<Noting>();
    workers.audio.add(gate);
    for (const auto& task : {late, soon}) {
        task->turn = &turn;
        workers.audio.add(task);
    }
    workers.audio.request(*gate, 0);
    std::this_thread::sleep_for(20ms);  // the one worker is inside the gate
    const auto now = wall_clock_ns();
    workers.audio.request(*late, now + 2'000'000'000);
    workers.audio.request(*soon, now + 1'000'000'000);
    gate->is_open = true;
    CHECK(eventually([&] { return late->ran_as > 0 && soon->ran_as > 0; }));
    CHECK(soon->ran_as == 1);
    CHECK(late->ran_as == 2);
}
