// Leaving the process: who may still begin, and who is waited for.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/departure.h"
#include "base/realtime.h"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <chrono>
#include <thread>

using namespace latentjam;
using namespace latentjam::work;
using namespace std::chrono_literals;

TEST_CASE("Once a departure has begun, no unit begins any more")
{
    Departure departure;
    CHECK(departure.enter());
    departure.begin();
    CHECK(departure.has_begun());
    CHECK_FALSE(departure.enter());
    departure.leave();  // the one that was inside
    CHECK(departure.quiesce(wall_clock_ns()));
}

TEST_CASE("A departure waits for those inside, and gives up at its deadline")
{
    Departure departure;
    REQUIRE(departure.enter());
    const auto begin = wall_clock_ns();
    CHECK_FALSE(departure.quiesce(begin + 20'000'000));
    CHECK(wall_clock_ns() - begin >= 20'000'000);
    std::atomic<bool> left{false};
    std::thread worker([&] {
        std::this_thread::sleep_for(20ms);
        left = true;
        departure.leave();
    });
    CHECK(departure.quiesce(wall_clock_ns() + 5'000'000'000));
    CHECK(left);
    worker.join();
}

TEST_CASE("Without a process to leave, resting does nothing")
{
    {
        Departure departure;
        departure.become_the_process();
    }
    rest_or_leave(1);  // would end the test if it still knew the departure
    SUCCEED();
}
