// Latency and buffers of the cases that the documentation names.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/timing.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam::infer;

namespace {

Method method(int in_ratio, int out_ratio) { return {"m", 1, in_ratio, 1, out_ratio, {}, {}}; }

}  // namespace

TEST_CASE("A decoder that holds the first sample of a frame is one buffer late, one that holds the last nearly two")
{
    TimingRequest request{.buffer = 2048, .hold = 0};
    CHECK(plan_timing(method(2048, 1), request).input_span == 1);
    CHECK(plan_timing(method(2048, 1), request).latency == 2048);
    request.hold = kHoldLast;
    CHECK(plan_timing(method(2048, 1), request).input_span == 2048);
    CHECK(plan_timing(method(2048, 1), request).latency == 2048 + 2048 - 64);
}

TEST_CASE("Inference inside perform waits for nothing but its input")
{
    const TimingRequest request{.buffer = 2048, .hold = 0, .synchronous = true};
    const Timing timing = plan_timing(method(2048, 1), request);
    CHECK(timing.budget == 0);
    CHECK(timing.latency == 0);
}

TEST_CASE("A shorter budget is whole calls, and never more than a buffer")
{
    TimingRequest request{.buffer = 2048, .hold = 0, .budget = 100};
    CHECK(plan_timing(method(2048, 1), request).budget == 128);
    request.budget = 1 << 20;
    CHECK(plan_timing(method(2048, 1), request).budget == 2048);
}

TEST_CASE("Latents stay on the grid")
{
    const int block = GENERATE(1, 64, 63, 1024, 4096), budget = GENERATE(0, 100);
    const TimingRequest request{.buffer = 2048, .block = block, .budget = budget};
    CHECK(plan_timing(method(1, 2048), request).latency % 2048 == 0);
}

TEST_CASE("A buffer is a multiple of both ratios, at least what the model needs")
{
    Description description;
    description.methods = {method(2048, 1), method(1, 1), method(4, 6)};
    CHECK(fit_buffer(description, description.methods[0], 100) == 2048);
    CHECK(fit_buffer(description, description.methods[0], 2049) == 4096);
    CHECK(fit_buffer(description, description.methods[1], 64) == 2048);  // whole frames of the other methods
    CHECK(fit_buffer(description, description.methods[2], 0) == 24);     // 12 is below what handing over is worth
    description.min_block = 3000;
    CHECK(fit_buffer(description, description.methods[0], 0) == 4096);
    description.methods = {method(1, 1)};
    description.min_block = 0;
    CHECK(fit_buffer(description, description.methods[0], 0) == 2048);
    CHECK(fit_buffer(description, description.methods[0], 1) == 16);
}
