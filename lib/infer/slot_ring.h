// The blocks of a stream on their way: filled by the audio thread, computed by a worker, played by the audio thread.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace latentjam::infer {

/// One block. A worker touches it only while it is queued, the audio thread only while it is not.
struct Slot {
    enum class State { kFree, kFilling, kQueued, kDone, kFailed, kDropped };

    std::vector<float> in;
    std::vector<float> out;
    std::int64_t block = 0;   ///< its number on the grid
    std::int64_t due_ns = 0;  ///< on the wall clock

    State state(std::memory_order order = std::memory_order_acquire) const noexcept { return state_.load(order); }

    /// From the audio thread to itself. [audio]
    void become(State state) noexcept { state_.store(state, std::memory_order_relaxed); }

    /// From the worker to the audio thread. [worker]
    void finish(bool plays) noexcept { state_.store(plays ? State::kDone : State::kFailed, std::memory_order_release); }

private:
    friend class SlotRing;
    std::atomic<State> state_{State::kFree};
    bool expired_ = false;  // its time is over: free once the worker has finished with it
};

/// Slots never move while in use. All of it [audio] but grow().
class SlotRing {
public:
    /// Makes slots until there are `count`, of so many values each. [setup]
    void grow(std::size_t count, std::size_t values_in, std::size_t values_out);

    bool is_empty() const noexcept { return slots_.empty(); }

    /// A free slot for this block, being filled from now on. Null when all are in use.
    Slot* claim(std::int64_t block) noexcept;

    /// The slot of a block that was submitted, whatever has become of it; null when there is none.
    Slot* find(std::int64_t block) noexcept;

    /// Gives up waiting for a queued slot; it is free again when its worker has finished.
    static void expire(Slot& slot) noexcept { slot.expired_ = true; }

    static void release(Slot& slot) noexcept { slot.become(Slot::State::kFree); }

    /// In-flight blocks are stale after a jump in time: frees all slots, those that are queued when they are finished.
    void clear() noexcept;

private:
    std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace latentjam::infer
