// Tempo from outside: taps of a finger, and the 24 ticks a beat of a MIDI clock.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/pulse.h"

#include <cmath>

namespace latentjam::stage {
namespace {

constexpr double kPauseS = 2;
constexpr std::size_t kMostTaps = 6;
constexpr double kHysteresisBpm = 0.5;

}  // namespace

std::optional<double> Taps::tap(double now_s)
{
    if (!times_s_.empty() && now_s - times_s_.back() > kPauseS) times_s_.clear();
    times_s_.push_back(now_s);
    if (times_s_.size() > kMostTaps) times_s_.pop_front();
    const double span_s = now_s - times_s_.front();
    if (times_s_.size() < 2 || span_s <= 0) return std::nullopt;
    return 60 * static_cast<double>(times_s_.size() - 1) / span_s;
}

std::optional<double> MidiClock::tick(double now_s)
{
    if (!times_s_.empty() && now_s - times_s_.back() > kPauseS) reset();
    times_s_.push_back(now_s);
    constexpr std::size_t kMostTicks = 2 * kTicksPerBeat + 1;
    if (times_s_.size() > kMostTicks) times_s_.pop_front();
    const double span_s = now_s - times_s_.front();
    if (times_s_.size() <= kTicksPerBeat || span_s <= 0) return std::nullopt;
    const double bpm = 60 * static_cast<double>(times_s_.size() - 1) / (kTicksPerBeat * span_s);
    if (std::abs(bpm - told_bpm_) < kHysteresisBpm) return std::nullopt;
    told_bpm_ = bpm;
    return bpm;
}

void MidiClock::reset() noexcept
{
    times_s_.clear();
    told_bpm_ = 0;
}

}  // namespace latentjam::stage
