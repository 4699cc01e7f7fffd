// Jobs: delivery, cancellation, waiting.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/job_pool.h"
#include "base/realtime.h"
#include "lib/work/counting_task.h"
#include "work/workers.h"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace latentjam;
using namespace latentjam::work;
using namespace std::chrono_literals;

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
