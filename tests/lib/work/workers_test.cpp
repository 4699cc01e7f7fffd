// Both pools of one host.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/workers.h"
#include "lib/work/counting_task.h"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace latentjam;
using namespace latentjam::work;
using namespace std::chrono_literals;

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
