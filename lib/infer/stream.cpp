// The audio thread fills a slot, a worker runs it, the audio thread plays it; slots never move while in use.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/stream.h"

#include "base/realtime.h"
#include "infer/block_input.h"
#include "infer/late.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::infer {

namespace {

std::int64_t to_ns(double samples, double sample_rate) { return std::llround(samples * 1e9 / sample_rate); }

}  // namespace

Stream::Stream(work::Workers& workers, std::unique_ptr<Instance> instance, Method method,
               const StreamSettings& settings)
    : workers_(workers),
      instance_(std::move(instance)),
      method_(std::move(method)),
      settings_(settings),
      in_rows_(settings.voices * method_.in_channels),
      out_rows_(settings.voices * method_.out_channels),
      in_frames_(settings.buffer / method_.in_ratio),
      out_frames_(settings.buffer / method_.out_ratio),
      output_(out_rows_, out_frames_, method_.out_ratio),
      requests_(workers.jobs)
{
    prepare({});
}

void Stream::prepare(const HostTiming& host)
{
    if (host == host_ && !slots_.is_empty()) return;
    host_ = host;

    TimingRequest request;
    request.buffer = settings_.buffer;
    request.hold = settings_.hold;
    request.block = host.block;
    request.tick = host.tick;
    request.synchronous = settings_.synchronous;
    if (settings_.deadline_ms > 0)
        request.budget = std::max(1, static_cast<int>(std::lround(settings_.deadline_ms * 0.001 * host.sample_rate)));
    timing_ = plan_timing(method_, request);
    budget_ns_ = to_ns(timing_.budget, host.sample_rate);
    buffer_ns_ = std::max<std::int64_t>(1, to_ns(settings_.buffer, host.sample_rate));
    output_.prepare(host.sample_rate);

    // A buffer may be computed while the next one waits; calls longer than a buffer submit several at once.
    const int buffers_per_call = (host.block + settings_.buffer - 1) / settings_.buffer;
    most_outstanding_ = 2 * buffers_per_call;
    const int buffers_in_latency = timing_.latency / settings_.buffer + 1;
    const auto needed = static_cast<std::size_t>(most_outstanding_ + buffers_in_latency + 2 * buffers_per_call + 3);
    slots_.grow(needed, static_cast<std::size_t>(in_rows_) * static_cast<std::size_t>(in_frames_),
                static_cast<std::size_t>(out_rows_) * static_cast<std::size_t>(out_frames_));
    next_position_ = -1;
}

// ---- audio thread: input -----------------------------------------------------------------------------------

// Time has jumped: DSP was off, or the host's block changed.
void Stream::seek() noexcept
{
    slots_.clear();
    filling_ = playing_ = nullptr;
    filling_block_ = playing_block_ = INT64_MIN;
    has_begun_ = false;
    output_.close_at_once();
}

template <typename Sample>
void Stream::take_input(const Sample* const* in, int count, std::int64_t position) noexcept
{
    if (position != next_position_) seek();
    next_position_ = position + count;

    const int ratio = method_.in_ratio;
    const int hold = settings_.hold == kHoldLast ? ratio - 1 : std::min(settings_.hold, ratio - 1);
    for_each_piece(position, count, settings_.buffer, [&](const Piece& piece) {
        if (piece.block != filling_block_) {
            filling_block_ = piece.block;
            filling_ = enabled_ && piece.offset == 0 ? slots_.claim(piece.block) : nullptr;  // whole buffers only
        }
        if (!filling_) return;
        for (int row = 0; row < in_rows_; ++row)
            pick(in[row], piece, ratio, hold,
                 filling_->in.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(in_frames_));
        if (piece.offset < timing_.input_span && piece.offset + piece.count >= timing_.input_span) {
            submit(*filling_);
            filling_ = nullptr;
        }
    });
}

void Stream::submit(Slot& slot) noexcept
{
    if (settings_.synchronous) {
        slot.become(Slot::State::kQueued);
        infer(slot);
        return;
    }
    const bool crowded = !settings_.offline && outstanding_.load(std::memory_order_acquire) >= most_outstanding_;
    if (crowded) {
        slot.become(Slot::State::kDropped);
        return;
    }
    slot.due_ns = wall_clock_ns() + budget_ns_;
    slot.become(Slot::State::kQueued);
    outstanding_.fetch_add(1, std::memory_order_relaxed);
    if (requests_.push(slot)) {
        workers_.audio.request(*this, slot.due_ns);
    } else {
        outstanding_.fetch_sub(1, std::memory_order_relaxed);
        slot.become(Slot::State::kDropped);
    }
}

// ---- audio thread: output ----------------------------------------------------------------------------------

// True when the result is there. In bursts of ticks the wall clock is behind the logical one: waiting is then fair.
bool Stream::wait_for(const Slot& slot) noexcept
{
    const auto queued = [&] { return slot.state() == Slot::State::kQueued; };
    while (queued() && block_done_.try_wait()) {
    }
    while (queued()) {
        if (settings_.offline)
            block_done_.wait();
        else if (!block_done_.wait_until(slot.due_ns))
            break;
    }
    return !queued();
}

// The result of a block; none where there is none, or none in time.
Stream::Obtained Stream::obtain(std::int64_t block) noexcept
{
    Slot* slot = slots_.find(block);
    if (slot == nullptr) return {};
    if (slot->state() == Slot::State::kQueued && !wait_for(*slot)) {
        SlotRing::expire(*slot);
        late_.fetch_add(1, std::memory_order_relaxed);
        count_late_block();
        return {nullptr, true};
    }
    if (slot->state() == Slot::State::kDone) return {slot, false};
    const bool late = slot->state() == Slot::State::kDropped;
    if (late) {
        late_.fetch_add(1, std::memory_order_relaxed);
        count_late_block();
    }
    SlotRing::release(*slot);
    return {nullptr, late};
}

// A block that is missed keeps the slot of the one before it.
void Stream::begin_block(std::int64_t block) noexcept
{
    playing_block_ = block;
    const Obtained next = obtain(block);
    const bool repeats = playing_ && next.late && repeats_late_;
    if (!repeats) {
        if (playing_) SlotRing::release(*playing_);
        playing_ = next.slot;
    }
    output_.begin_block(repeats);
    if (!playing_ || has_begun_) return;
    has_begun_ = true;
    if (opens_at_once_) output_.open_at_once();
    opens_at_once_ = true;
}

template <typename Sample>
void Stream::give_output(Sample* const* out, int count, std::int64_t position) noexcept
{
    for_each_piece(position - timing_.latency, count, settings_.buffer, [&](const Piece& piece) {
        if (piece.block != playing_block_) begin_block(piece.block);
        output_.render(playing_ ? playing_->out.data() : nullptr, enabled_, piece.offset, out, piece.begin,
                       piece.count);
    });
}

template void Stream::take_input(const float* const*, int, std::int64_t) noexcept;
template void Stream::take_input(const double* const*, int, std::int64_t) noexcept;
template void Stream::give_output(float* const*, int, std::int64_t) noexcept;
template void Stream::give_output(double* const*, int, std::int64_t) noexcept;

// ---- worker ------------------------------------------------------------------------------------------------

void Stream::run_unit() noexcept
{
    Slot* const slot = requests_.take(*instance_);
    if (!slot) return;
    infer(*slot);
    outstanding_.fetch_sub(1, std::memory_order_release);
    block_done_.post();
}

void Stream::infer(Slot& slot) noexcept
{
    const std::int64_t begin_ns = wall_clock_ns();
    const ConstBlock in{slot.in, settings_.voices, method_.in_channels, in_frames_};
    const Block out{slot.out, settings_.voices, method_.out_channels, out_frames_};
    const Outcome status = instance_->process(method_, in, out);
    load_.note(wall_clock_ns() - begin_ns, buffer_ns_);
    if (!status) {
        failed_.fetch_add(1, std::memory_order_relaxed);
        error_.note(status.message());
    }
    // Of a silenced block latents are played as they are; sound fades instead of breaking off.
    const bool plays = status || (status.has_block() && method_.out_ratio > 1);
    slot.finish(plays);
}

// ---- commands ----------------------------------------------------------------------------------------------

bool Stream::post(work::Owner owner, Command command, std::function<void()> done)
{
    if (settings_.synchronous) {
        command(*instance_);
        if (done) done();
        return true;
    }
    if (!requests_.push(owner, std::move(command), std::move(done))) return false;
    workers_.audio.request(*this, wall_clock_ns());
    return true;
}

}  // namespace latentjam::infer
