// Integer arithmetic from positions to frames, so that no error accumulates over hours.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/grid_player.h"

#include <algorithm>
#include <utility>

namespace latentjam::pattern {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

std::int64_t ceil_divide(std::int64_t a, std::int64_t b) noexcept { return floor_divide(a + b - 1, b); }

}  // namespace

void GridPlayer::prepare(int channels)
{
    for (auto& values : values_) values.resize(static_cast<std::size_t>(channels));
    if (playing_) look_ahead();
}

void GridPlayer::set_glide(Glide glide) noexcept
{
    glide_ = glide;
    if (playing_) look_ahead();
}

void GridPlayer::set_ratio(int ratio)
{
    if (ratio == ratio_) return;
    const auto moved = [&](std::int64_t grid_frame) {
        return grid_frame < 0 ? grid_frame : ceil_divide(grid_frame * ratio_, ratio);
    };
    start_at_ = moved(start_at_);
    stop_at_ = moved(stop_at_);
    ratio_ = ratio;
    grid_frame_ = floor_divide(next_position_ - 1, ratio);
}

void GridPlayer::set_range(std::int64_t first, std::int64_t last) noexcept
{
    range_ = {std::max<std::int64_t>(first, 0), std::max(first, last)};
}

void GridPlayer::clear_range() noexcept { range_ = {0, kMostPatternFrames}; }

void GridPlayer::start(std::int64_t position, std::int64_t frame) noexcept
{
    start_at_ = std::max<std::int64_t>(0, ceil_divide(position, ratio_));
    start_frame_ = frame;
    stop_at_ = jump_ = -1;
}

void GridPlayer::stop(std::int64_t position) noexcept
{
    stop_at_ = std::max<std::int64_t>(0, ceil_divide(position, ratio_));
    start_at_ = -1;
}

void GridPlayer::set_pattern(std::shared_ptr<const Pattern> pattern, Moment moment)
{
    waiting_ = std::move(pattern);
    has_next_ = playing_;
    moment_ = moment;
    if (!playing_) std::swap(current_, waiting_);
}

PlayerNews GridPlayer::collect()
{
    if (!has_next_) waiting_.reset();
    return std::exchange(news_, {});
}

GridPlayer::Span GridPlayer::range_in(const Pattern& pattern) const noexcept
{
    const std::int64_t end = std::max<std::int64_t>(0, pattern.frames() - 1);
    return {std::min(range_.first, end), std::min(range_.last, end)};
}

/// `steps` frames later, with what waits taking over on the way. A pattern without frames waits at 0 for another one.
GridPlayer::Cursor GridPlayer::after(Cursor from, std::int64_t steps) const noexcept
{
    if (from.ended) return from;
    const bool may_exchange = has_next_ && from.pattern != waiting_.get();
    const Pattern& pattern = *from.pattern;
    if (pattern.frames() == 0) {
        if (may_exchange) return {waiting_.get(), range_in(*waiting_).first, from.turn, false};
        return from;
    }
    const Span range = range_in(pattern);
    Cursor to = from;
    to.frame += steps;
    const bool is_new_turn = to.frame > range.last;
    if (is_new_turn) {
        const std::int64_t beyond = to.frame - std::max(range.last, from.frame) - 1;  // the range may have moved away
        const std::int64_t length = range.last - range.first + 1;
        to.turn += 1 + beyond / length;
        to.frame = range.first + beyond % length;
        to.ended = turns_ > 0 && to.turn >= turns_;
    }
    if (to.ended || !may_exchange) return to;

    const Pattern& next = *waiting_;
    const Span next_range = range_in(next);
    const auto in_range = [&](std::int64_t frame) { return frame <= next_range.last ? frame : next_range.first; };
    if (is_new_turn) return {&next, in_range(next_range.first + (to.frame - range.first)), to.turn, false};
    if (moment_ == Moment::kNextFrame) return {&next, in_range(to.frame), to.turn, false};
    const std::int64_t loop = pattern.place(to.frame).loop;
    if (loop == pattern.place(from.frame).loop) return to;
    const std::int64_t begin = next.frames() > 0 ? next.begin(next.loop_after(pattern, loop)) : 0;
    const std::int64_t within = to.frame - pattern.begin(loop);  // more than 0 only after an interruption
    return {&next, in_range(begin + within), to.turn, false};
}

void GridPlayer::enter(std::int64_t grid_frame, bool at_its_begin) noexcept
{
    const std::int64_t steps = is_on_grid_ ? std::max<std::int64_t>(1, grid_frame - grid_frame_) : 1;
    grid_frame_ = grid_frame;
    is_on_grid_ = true;
    if (stop_at_ >= 0 && grid_frame >= stop_at_) {
        stop_at_ = -1;
        fall_silent();
    }
    if (start_at_ >= 0 && grid_frame >= start_at_ && at_its_begin)
        begin();
    else if (playing_)
        move(steps);
}

void GridPlayer::begin() noexcept
{
    start_at_ = -1;
    playing_ = true;
    const Pattern& pattern = has_next_ ? *waiting_ : *current_;
    const Span range = range_in(pattern);
    arrive({&pattern, std::min(range.first + start_frame_, range.last), 0, false});
    values(kBefore) = values(kHere);  // same size: copies in place
    news_.new_loop = true;
}

void GridPlayer::move(std::int64_t steps) noexcept
{
    Cursor there = after(here_, steps);
    if (jump_ >= 0 && !there.ended && there.pattern->frames() > 0)
        there.frame = std::min(jump_, there.pattern->frames() - 1);
    jump_ = -1;
    if (there.ended) {
        fall_silent();
        news_.ended = news_.any = true;
        return;
    }
    std::swap(values(kBefore), values(kHere));
    arrive(there);
}

void GridPlayer::arrive(Cursor there) noexcept
{
    if (has_next_ && there.pattern == waiting_.get()) {
        std::swap(current_, waiting_);
        has_next_ = false;
        news_.exchanged = true;
    }
    const bool is_new_turn = here_.turn != there.turn;
    const Pattern::Place place = there.pattern->frames() > 0 ? there.pattern->place(there.frame) : Pattern::Place{0, 0};
    here_ = there;
    news_.any = news_.new_frame = true;
    news_.new_loop = news_.new_loop || is_new_turn || place.loop != loop_;
    loop_ = place.loop;
    news_.frame = there.frame;
    news_.row = place.row;
    news_.loop = place.loop;
    news_.turn = there.turn;
    look_ahead();
}

/// Fills in what is heard in this frame: itself and, to glide, the two after it.
void GridPlayer::look_ahead() noexcept
{
    const auto look = [&](Cursor at, Slot slot) {
        if (at.pattern->frames() > 0)
            at.pattern->frame(at.frame, values(slot));
        else
            std::fill(values(slot).begin(), values(slot).end(), 0.0f);
    };
    look(here_, kHere);
    if (glide_ == Glide::kOff) return;
    const Cursor next = after(here_, 1), after_next = after(next, 1);
    look(next.ended ? here_ : next, kNext);  // nothing to glide to
    look(next.ended ? here_ : after_next.ended ? next : after_next, kAfterNext);
}

void GridPlayer::fall_silent() noexcept
{
    playing_ = false;
    for (auto& values : values_) std::fill(values.begin(), values.end(), 0.0f);
}

template <typename Sample>
void GridPlayer::write(Sample* out, int channel, int count, int within) const noexcept
{
    const auto value = [&](Slot slot) { return static_cast<double>(values_[slot][static_cast<std::size_t>(channel)]); };
    const double here = value(kHere), next = value(kNext);
    if (glide_ == Glide::kOff || !playing_) {
        std::fill(out, out + count, static_cast<Sample>(here));
        return;
    }
    // a + b x + c x^2 + d x^3, with x from 0 to 1 over the frame.
    double b = next - here, c = 0, d = 0;
    if (glide_ == Glide::kCubic) {
        const double before = value(kBefore), after_next = value(kAfterNext);
        b = 0.5 * (next - before);
        c = before - 2.5 * here + 2 * next - 0.5 * after_next;
        d = 0.5 * (after_next - before) + 1.5 * (here - next);
    }
    for (int i = 0; i < count; ++i) {
        const double x = static_cast<double>(within + i) / ratio_;
        out[i] = static_cast<Sample>(here + x * (b + x * (c + x * d)));
    }
}

template <typename Sample>
void GridPlayer::process(Sample* const* out, int channels, int count, std::int64_t position) noexcept
{
    const int known = std::min(channels, static_cast<int>(values(kHere).size()));
    for (int done = 0; done < count;) {
        const std::int64_t here = position + done;
        const std::int64_t grid_frame = floor_divide(here, ratio_);
        const int within = static_cast<int>(here - grid_frame * ratio_);
        if (!is_on_grid_ || grid_frame != grid_frame_) enter(grid_frame, within == 0);
        const int length = std::min(count - done, ratio_ - within);
        for (int channel = 0; channel < known; ++channel) write(out[channel] + done, channel, length, within);
        for (int channel = known; channel < channels; ++channel)
            std::fill(out[channel] + done, out[channel] + done + length, Sample{});
        done += length;
    }
    next_position_ = position + count;
}

template void GridPlayer::process(float* const*, int, int, std::int64_t) noexcept;
template void GridPlayer::process(double* const*, int, int, std::int64_t) noexcept;

}  // namespace latentjam::pattern
