// The arithmetic of latency.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/timing.h"

#include <algorithm>
#include <numeric>

namespace latentjam::infer {

namespace {

int round_up(int value, int step) { return (value + step - 1) / step * step; }

int modulo(int value, int divisor) { return ((value % divisor) + divisor) % divisor; }

}  // namespace

Timing plan_timing(const Method& method, const TimingRequest& request)
{
    const int ratio = method.in_ratio;
    const int hold = request.hold == kHoldLast ? ratio - 1 : std::clamp(request.hold, 0, ratio - 1);

    Timing timing;
    timing.input_span = request.buffer - ratio + hold + 1;
    const int common = std::gcd(std::gcd(request.buffer, request.block), request.tick);
    timing.latency = timing.input_span - common + modulo(-timing.input_span, common);
    if (!request.synchronous) {
        const int asked = request.budget > 0 ? std::min(request.budget, request.buffer) : request.buffer;
        // A result is handed over at the beginning of a call; with calls longer than a buffer, one call later.
        const bool whole_calls = asked < request.buffer || request.block > request.buffer;
        timing.budget = whole_calls ? round_up(asked, request.block) : asked;
        timing.latency += timing.budget;
    }
    if (method.out_ratio > 1) timing.latency = round_up(timing.latency, method.out_ratio);
    return timing;
}

int fit_buffer(const Description& description, const Method& method, int requested)
{
    constexpr int kShortest = 16;   // below this, handing over costs more than any model
    constexpr int kDefault = 2048;  // for models without ratios, which could run on any length

    int unit = std::lcm(method.in_ratio, method.out_ratio);
    if (unit == 1)
        for (const auto& other : description.methods) unit = std::max({unit, other.in_ratio, other.out_ratio});
    const int wanted = requested > 0 ? requested : (unit > 1 ? unit : kDefault);
    return round_up(std::max({wanted, description.min_block, kShortest}), unit);
}

}  // namespace latentjam::infer
