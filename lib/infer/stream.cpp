// The audio thread fills a slot, a worker runs it, the audio thread plays it; slots never move while in use.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/stream.h"

#include "base/realtime.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::infer {

namespace {

constexpr double kFade_s = 0.005;

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor)
{
    const std::int64_t quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

/// Each frame for `ratio` samples, beginning `offset` samples into them; without a division per sample.
template <typename Sample>
void hold(const float* frames, int offset, int ratio, Sample* out, int count)
{
    if (ratio == 1) {
        for (int i = 0; i < count; ++i) out[i] = static_cast<Sample>(frames[offset + i]);
        return;
    }
    for (int i = 0; i < count;) {
        const int frame = (offset + i) / ratio;
        const int end = std::min(count, (frame + 1) * ratio - offset);
        std::fill(out + i, out + end, static_cast<Sample>(frames[frame]));
        i = end;
    }
}

std::int64_t to_ns(double samples, double sample_rate) { return std::llround(samples * 1e9 / sample_rate); }

}  // namespace

Stream::Stream(std::unique_ptr<Instance> instance, Method method, const StreamSettings& settings)
    : instance_(std::move(instance)),
      method_(std::move(method)),
      settings_(settings),
      in_rows_(settings.voices * method_.in_channels),
      out_rows_(settings.voices * method_.out_channels),
      in_frames_(settings.buffer / method_.in_ratio),
      out_frames_(settings.buffer / method_.out_ratio),
      last_value_(static_cast<std::size_t>(out_rows_), 0.0f)
{
    prepare({});
}

Stream::~Stream()
{
    auto& pool = work::WorkerPool::shared();
    while (const auto request = requests_.pop()) {
        if (!request->command) continue;
        pool.finish(request->command->owner, nullptr);
        delete request->command;
    }
}

void Stream::prepare(const HostTiming& host)
{
    if (host == host_ && !slots_.empty()) return;
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
    fade_.prepare(kFade_s * host.sample_rate);

    // A buffer may be computed while the next one waits; calls longer than a buffer submit several at once.
    const int buffers_per_call = (host.block + settings_.buffer - 1) / settings_.buffer;
    most_outstanding_ = 2 * buffers_per_call;
    const int buffers_in_latency = timing_.latency / settings_.buffer + 1;
    const auto needed = static_cast<std::size_t>(most_outstanding_ + buffers_in_latency + 2 * buffers_per_call + 2);
    while (slots_.size() < needed) {
        auto slot = std::make_unique<Slot>();
        slot->in.resize(static_cast<std::size_t>(in_rows_) * static_cast<std::size_t>(in_frames_));
        slot->out.resize(static_cast<std::size_t>(out_rows_) * static_cast<std::size_t>(out_frames_));
        slots_.push_back(std::move(slot));
    }
    next_position_ = -1;
}

// ---- audio thread: input -----------------------------------------------------------------------------------

// Time has jumped (DSP was off, the host's block changed): what was on its way belongs to another time.
void Stream::seek() noexcept
{
    for (const auto& slot : slots_) {
        if (slot->state.load(std::memory_order_acquire) == SlotState::kQueued)
            slot->expired = true;
        else
            slot->state.store(SlotState::kFree, std::memory_order_relaxed);
    }
    filling_ = playing_ = nullptr;
    filling_block_ = playing_block_ = INT64_MIN;
    has_begun_ = false;
    fade_.close_at_once();
}

Stream::Slot* Stream::claim(std::int64_t block) noexcept
{
    for (const auto& slot : slots_) {
        const SlotState state = slot->state.load(std::memory_order_acquire);
        const bool abandoned = slot->expired && (state == SlotState::kDone || state == SlotState::kFailed);
        if (state != SlotState::kFree && !abandoned) continue;
        slot->state.store(SlotState::kFilling, std::memory_order_relaxed);
        slot->expired = false;
        slot->block = block;
        return slot.get();
    }
    return nullptr;
}

template <typename Sample>
void Stream::take_input(const Sample* const* in, int count, std::int64_t position) noexcept
{
    if (position != next_position_) seek();
    next_position_ = position + count;

    const int ratio = method_.in_ratio;
    const int hold = settings_.hold == kHoldLast ? ratio - 1 : std::min(settings_.hold, ratio - 1);
    for (int begin = 0; begin < count;) {
        const std::int64_t here = position + begin;
        const std::int64_t block = floor_divide(here, settings_.buffer);
        const int offset = static_cast<int>(here - block * settings_.buffer);
        const int piece = std::min(count - begin, settings_.buffer - offset);
        if (block != filling_block_) {
            filling_block_ = block;
            filling_ = enabled_ && offset == 0 ? claim(block) : nullptr;  // whole buffers only
        }
        if (filling_) {
            // Frames whose held sample lies in this piece; with ratio 1 that is every sample.
            const int first = (offset - hold + ratio - 1) / ratio;
            const int end = (offset + piece - hold + ratio - 1) / ratio;
            for (int row = 0; row < in_rows_; ++row) {
                float* frames =
                    filling_->in.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(in_frames_);
                const Sample* samples = in[row] + begin;
                for (int frame = std::max(0, first); frame < end; ++frame)
                    frames[frame] = static_cast<float>(samples[frame * ratio + hold - offset]);
            }
            if (offset < timing_.input_span && offset + piece >= timing_.input_span) {
                submit(*filling_);
                filling_ = nullptr;
            }
        }
        begin += piece;
    }
}

void Stream::submit(Slot& slot) noexcept
{
    if (settings_.synchronous) {
        slot.state.store(SlotState::kQueued, std::memory_order_relaxed);
        infer(slot);
        return;
    }
    const bool crowded = !settings_.offline && outstanding_.load(std::memory_order_acquire) >= most_outstanding_;
    if (crowded) {
        slot.state.store(SlotState::kDropped, std::memory_order_relaxed);
        return;
    }
    slot.due_ns = wall_clock_ns() + budget_ns_;
    slot.state.store(SlotState::kQueued, std::memory_order_relaxed);
    outstanding_.fetch_add(1, std::memory_order_relaxed);
    if (requests_.push({&slot, nullptr})) {
        work::WorkerPool::shared().request(*this, slot.due_ns);
    } else {
        outstanding_.fetch_sub(1, std::memory_order_relaxed);
        slot.state.store(SlotState::kDropped, std::memory_order_relaxed);
    }
}

// ---- audio thread: output ----------------------------------------------------------------------------------

// True when the result is there. In bursts of ticks the wall clock is behind the logical one: waiting is then fair.
bool Stream::wait_for(const Slot& slot) noexcept
{
    const auto queued = [&] { return slot.state.load(std::memory_order_acquire) == SlotState::kQueued; };
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

Stream::Slot* Stream::obtain(std::int64_t block) noexcept
{
    for (const auto& candidate : slots_) {
        Slot& slot = *candidate;
        const SlotState state = slot.state.load(std::memory_order_acquire);
        if (state == SlotState::kFree || state == SlotState::kFilling || slot.expired || slot.block != block) continue;
        if (state == SlotState::kQueued && !wait_for(slot)) {
            slot.expired = true;
            late_.fetch_add(1, std::memory_order_relaxed);
            return nullptr;
        }
        if (slot.state.load(std::memory_order_acquire) == SlotState::kDone) return &slot;
        if (slot.state.load(std::memory_order_relaxed) == SlotState::kDropped)
            late_.fetch_add(1, std::memory_order_relaxed);
        slot.state.store(SlotState::kFree, std::memory_order_relaxed);
        return nullptr;
    }
    return nullptr;
}

template <typename Sample>
void Stream::give_output(Sample* const* out, int count, std::int64_t position) noexcept
{
    for (int begin = 0; begin < count;) {
        const std::int64_t here = position + begin - timing_.latency;
        const std::int64_t block = floor_divide(here, settings_.buffer);
        const int offset = static_cast<int>(here - block * settings_.buffer);
        const int piece = std::min(count - begin, settings_.buffer - offset);
        if (block != playing_block_) {
            if (playing_) playing_->state.store(SlotState::kFree, std::memory_order_relaxed);
            playing_block_ = block;
            playing_ = obtain(block);
            if (playing_ && !has_begun_) {
                has_begun_ = true;
                if (opens_at_once_) fade_.open_at_once();
                opens_at_once_ = true;
            }
        }
        render(out, begin, piece, offset);
        begin += piece;
    }
}

template <typename Sample>
void Stream::render(Sample* const* out, int begin, int count, int offset) noexcept
{
    const bool open = playing_ && enabled_;
    const int ratio = method_.out_ratio;
    audio::Fade fade = fade_;
    for (int row = 0; row < out_rows_; ++row) {
        Sample* samples = out[row] + begin;
        const auto index = static_cast<std::size_t>(row);
        const float* frames = playing_ ? playing_->out.data() + index * static_cast<std::size_t>(out_frames_) : nullptr;
        fade = fade_;
        if (open && fade.is_open()) {
            hold(frames, offset, ratio, samples, count);
        } else if (!open && fade.is_closed()) {
            std::fill(samples, samples + count, Sample{0});
        } else {
            for (int i = 0; i < count; ++i) {
                const float value = frames ? frames[(offset + i) / ratio] : last_value_[index];
                samples[i] = static_cast<Sample>(value * fade.next(open));
            }
        }
        if (frames) last_value_[index] = frames[(offset + count - 1) / ratio];
    }
    fade_ = fade;
}

template void Stream::take_input(const float* const*, int, std::int64_t) noexcept;
template void Stream::take_input(const double* const*, int, std::int64_t) noexcept;
template void Stream::give_output(float* const*, int, std::int64_t) noexcept;
template void Stream::give_output(double* const*, int, std::int64_t) noexcept;

// ---- worker ------------------------------------------------------------------------------------------------

void Stream::run_unit() noexcept
{
    const auto request = requests_.pop();
    if (!request) return;
    if (request->slot) {
        infer(*request->slot);
        outstanding_.fetch_sub(1, std::memory_order_release);
        block_done_.post();
        return;
    }
    const std::unique_ptr<PostedCommand> command(request->command);
    command->run(*instance_);
    work::WorkerPool::shared().finish(command->owner, std::move(command->done));
}

void Stream::infer(Slot& slot) noexcept
{
    const std::int64_t begin_ns = wall_clock_ns();
    const ConstBlock in{slot.in, settings_.voices, method_.in_channels, in_frames_};
    const Block out{slot.out, settings_.voices, method_.out_channels, out_frames_};
    const Status status = instance_->process(method_, in, out);
    const auto percent =
        static_cast<float>(100.0 * static_cast<double>(wall_clock_ns() - begin_ns) / static_cast<double>(buffer_ns_));
    constexpr float kSmoothing = 0.1f;
    const float before = load_percent_.load(std::memory_order_relaxed);
    load_percent_.store(before == 0.0f ? percent : before + kSmoothing * (percent - before), std::memory_order_relaxed);
    if (!status) {
        failed_.fetch_add(1, std::memory_order_relaxed);
        report(status);
    }
    slot.state.store(status ? SlotState::kDone : SlotState::kFailed, std::memory_order_release);
}

void Stream::report(const Status& status) noexcept
{
    const std::scoped_lock lock(error_mutex_);
    if (status.message() == last_error_) return;
    error_ = last_error_ = status.message();
    has_error_.store(true, std::memory_order_release);
}

std::string Stream::take_error()
{
    const std::scoped_lock lock(error_mutex_);
    has_error_.store(false, std::memory_order_relaxed);
    return std::exchange(error_, {});
}

// ---- commands ----------------------------------------------------------------------------------------------

bool Stream::post(work::Owner owner, Command command, std::function<void()> done)
{
    if (settings_.synchronous) {
        command(*instance_);
        if (done) done();
        return true;
    }
    auto& pool = work::WorkerPool::shared();
    auto posted = std::make_unique<PostedCommand>(PostedCommand{owner, std::move(command), std::move(done)});
    pool.expect(owner);
    if (!requests_.push({nullptr, posted.get()})) {
        pool.finish(owner, nullptr);
        return false;
    }
    posted.release();
    pool.request(*this, wall_clock_ns());
    return true;
}

}  // namespace latentjam::infer
