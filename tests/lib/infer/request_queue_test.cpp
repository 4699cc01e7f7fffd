// What waits for a stream's worker: order, commands and their ends.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/request_queue.h"
#include "lib/infer/stage.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

TEST_CASE("Slots and commands are taken in the order in which they were pushed")
{
    Stage stage;
    auto instance = std::move(*make_fake_model(stage.script)->instantiate());
    RequestQueue queue(stage.workers.jobs);
    const auto owner = work::make_owner();
    Slot first, second;
    std::vector<int> order;
    REQUIRE(queue.push(first));
    REQUIRE(queue.push(
        owner, [&](Instance& given) { order.push_back(&given == instance.get() ? 1 : 0); },
        [&] { order.push_back(2); }));
    REQUIRE(queue.push(second));

    CHECK(queue.take(*instance) == &first);
    CHECK(order.empty());
    CHECK(queue.take(*instance) == nullptr);
    CHECK(order == std::vector{1});  // done is for Pd's thread
    CHECK(queue.take(*instance) == &second);
    CHECK(queue.take(*instance) == nullptr);
    stage.deliver();
    CHECK(order == std::vector{1, 2});
}

TEST_CASE("A queue that is full refuses, and nothing is waited for")
{
    Stage stage;
    RequestQueue queue(stage.workers.jobs);
    const auto owner = work::make_owner();
    Slot slot;
    while (queue.push(slot)) {
    }
    auto kept = std::make_shared<int>(0);
    CHECK_FALSE(queue.push(
        owner, [kept](Instance&) {}, [] { FAIL("it was refused"); }));
    CHECK(kept.use_count() == 1);
    stage.workers.jobs.wait_for(owner);
}

TEST_CASE("Commands that a queue still holds at its end are neither run nor waited for")
{
    Stage stage;
    const auto owner = work::make_owner();
    auto kept = std::make_shared<int>(0);
    {
        RequestQueue queue(stage.workers.jobs);
        REQUIRE(queue.push(
            owner, [kept](Instance&) { FAIL("nothing takes it"); }, [] { FAIL("it was not run"); }));
    }
    CHECK(kept.use_count() == 1);
    stage.workers.jobs.wait_for(owner);
}
