// How much of the time it has a model takes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>

namespace latentjam::infer {

/// Smoothed over some ten blocks.
class LoadMeter {
public:
    /// A block took `took_ns` of `of_ns`, which is above 0. [worker]
    void note(std::int64_t took_ns, std::int64_t of_ns) noexcept
    {
        constexpr float kSmoothing = 0.1f;
        const auto percent = static_cast<float>(100.0 * static_cast<double>(took_ns) / static_cast<double>(of_ns));
        const float before = percent_.load(std::memory_order_relaxed);
        percent_.store(before == 0.0f ? percent : before + kSmoothing * (percent - before), std::memory_order_relaxed);
    }

    /// [any]
    float percent() const noexcept { return percent_.load(std::memory_order_relaxed); }

private:
    std::atomic<float> percent_{0.0f};
};

}  // namespace latentjam::infer
