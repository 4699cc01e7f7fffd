// One instance of a model in real time: samples in, blocks through a worker, samples out at a constant latency.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/block_output.h"
#include "infer/last_error.h"
#include "infer/load_meter.h"
#include "infer/model.h"
#include "infer/request_queue.h"
#include "infer/slot_ring.h"
#include "infer/timing.h"
#include "work/wakeup.h"
#include "work/workers.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace latentjam::infer {

struct StreamSettings {
    int buffer = 2048;  ///< samples per call of the model, see fit_buffer()
    int voices = 1;     ///< rows of the batch, each with the method's channels
    HoldPoint hold = kHoldLast;
    double deadline_ms = 0;    ///< 0 = one buffer
    bool synchronous = false;  ///< inference inside perform
    bool offline = false;      ///< logical time is the only time: perform waits as long as it takes
};

/// How perform will call: `block` samples at a time, at positions that are multiples of `tick` or of a shorter block.
struct HostTiming {
    double sample_rate = 44100;
    int block = 64;
    int tick = 64;
    bool operator==(const HostTiming&) const = default;
};

/// The grid: buffers begin at multiples of `buffer` samples of the position that perform passes in, wherever the
/// stream itself began. What was submitted is due `latency()` samples later; a result that is not there when its time
/// has passed on the wall clock too is counted; the block before it is repeated, fading, or silence (5 ms fade) stands
/// for it, and the next one plays again.
class Stream final : public work::AudioTask {
public:
    /// Work for the instance between two blocks, in the order of posting.
    using Command = RequestQueue::Command;

    /// `workers` outlive it. [worker] or [setup]; allocates everything the audio thread will touch.
    Stream(work::Workers& workers, std::unique_ptr<Instance> instance, Method method, const StreamSettings& settings);

    /// Plans the latency for this way of being called; does nothing when nothing changed. [setup]
    void prepare(const HostTiming& host);

    int in_rows() const noexcept { return in_rows_; }
    int out_rows() const noexcept { return out_rows_; }
    const Method& method() const noexcept { return method_; }
    const StreamSettings& settings() const noexcept { return settings_; }

    /// Samples from an input to the output that belongs to it. [setup]
    int latency() const noexcept { return timing_.latency; }

    /// Reads `count` samples of in_rows() channels at `position` (samples on the grid). [audio]
    template <typename Sample>
    void take_input(const Sample* const* in, int count, std::int64_t position) noexcept;

    /// Writes `count` samples of out_rows() channels at the same `position`; call it after take_input(). [audio]
    template <typename Sample>
    void give_output(Sample* const* out, int count, std::int64_t position) noexcept;

    /// From the next block on nothing is computed and the output fades to silence, or the reverse. [audio]
    void enable(bool enabled) noexcept { enabled_ = enabled; }

    /// Whether a late block is replaced by the one before it, or by silence. [audio]
    void repeat_late(bool repeats) noexcept { repeats_late_ = repeats; }

    /// Fades the first block in instead of playing it from its first sample. [setup]
    void begin_softly() noexcept { opens_at_once_ = false; }

    /// True once a first block has sounded. [audio]
    bool has_begun() const noexcept { return has_begun_; }

    /// Runs `command` on a worker before the next submitted block, then `done` on Pd's thread; at once when
    /// synchronous. False when too many are waiting. [setup, Pd's thread]
    bool post(work::Owner owner, Command command, std::function<void()> done);

    /// Blocks whose result came too late or that could not be submitted for want of time. [any]
    int late() const noexcept { return late_.load(std::memory_order_relaxed); }

    /// Blocks that the model refused. [any]
    int failed() const noexcept { return failed_.load(std::memory_order_relaxed); }

    /// Inference time in per cent of the buffer's duration, smoothed. [any]
    float load_percent() const noexcept { return load_.percent(); }

    /// True when take_error() has something. [audio]
    bool has_error() const noexcept { return error_.is_waiting(); }

    /// The model's last complaint, once; the same line is not given twice in a row. [setup]
    std::string take_error() { return error_.take(); }

private:
    void run_unit() noexcept override;
    void infer(Slot& slot) noexcept;
    void seek() noexcept;
    void submit(Slot& slot) noexcept;
    struct Obtained {
        Slot* slot = nullptr;
        bool late = false;
    };
    Obtained obtain(std::int64_t block) noexcept;
    void begin_block(std::int64_t block) noexcept;
    bool wait_for(const Slot& slot) noexcept;

    work::Workers& workers_;
    const std::unique_ptr<Instance> instance_;
    const Method method_;
    const StreamSettings settings_;
    const int in_rows_;
    const int out_rows_;
    const int in_frames_;
    const int out_frames_;

    HostTiming host_{};
    Timing timing_{};
    std::int64_t budget_ns_ = 0;
    std::int64_t buffer_ns_ = 1;
    int most_outstanding_ = 2;

    // Audio thread.
    SlotRing slots_;
    Slot* filling_ = nullptr;
    Slot* playing_ = nullptr;
    std::int64_t filling_block_ = 0;
    std::int64_t playing_block_ = 0;
    std::int64_t next_position_ = -1;
    BlockOutput output_;
    bool enabled_ = true;
    bool repeats_late_ = true;
    bool opens_at_once_ = true;
    bool has_begun_ = false;

    // Between the threads.
    RequestQueue requests_;
    work::Wakeup block_done_;
    std::atomic<int> outstanding_{0};
    std::atomic<int> late_{0};
    std::atomic<int> failed_{0};
    LoadMeter load_;
    LastError error_;
};

}  // namespace latentjam::infer
