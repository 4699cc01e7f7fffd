// The queue between two threads.
// SPDX-License-Identifier: BSD-3-Clause
#include "work/spsc_queue.h"

#include <catch2/catch_test_macros.hpp>

#include <thread>

using namespace latentjam::work;

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
