// A bounded queue between exactly one producer thread and one consumer thread, without locks.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <type_traits>

namespace latentjam::work {

/// Ring of `Capacity` trivially copyable items. Both ends are wait-free (Lamport 1983, with acquire/release).
template <typename T, std::size_t Capacity>
class SpscQueue {
    static_assert((Capacity & (Capacity - 1)) == 0, "a power of two, so that the counters may wrap");
    static_assert(std::is_trivially_copyable_v<T>);

public:
    /// False when full; one producer. [any]
    bool push(const T& item) noexcept
    {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        if (head - tail_.load(std::memory_order_acquire) == Capacity) return false;
        items_[head % Capacity] = item;
        head_.store(head + 1, std::memory_order_release);
        return true;
    }

    /// Nothing when empty; one consumer. [any]
    std::optional<T> pop() noexcept
    {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail == head_.load(std::memory_order_acquire)) return std::nullopt;
        const T item = items_[tail % Capacity];
        tail_.store(tail + 1, std::memory_order_release);
        return item;
    }

    bool empty() const noexcept
    {
        return tail_.load(std::memory_order_acquire) == head_.load(std::memory_order_acquire);
    }

private:
    static constexpr std::size_t kCacheLine = 64;
    alignas(kCacheLine) std::atomic<std::size_t> head_{0};
    alignas(kCacheLine) std::atomic<std::size_t> tail_{0};
    alignas(kCacheLine) std::array<T, Capacity> items_{};
};

}  // namespace latentjam::work
