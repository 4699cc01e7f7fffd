// Tempo from outside: taps of a finger, and the 24 ticks a beat of a MIDI clock.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/pulse.h"

#include <cmath>
#include <cstddef>

namespace latentjam::stage {
namespace {

constexpr double kPauseS = 2;
constexpr std::size_t kMostTaps = 6;
constexpr double kHysteresisBpm = 0.5;
constexpr double kOtherTempo = 0.03;  // a beat so far from the mean is no jitter

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

double MidiClock::tick_s() const
{
    const auto count = static_cast<double>(times_s_.size());
    const double middle = (count - 1) / 2;
    double sum = 0, index = 0;
    for (const double time_s : times_s_) sum += (index++ - middle) * (time_s - times_s_.front());
    return sum * 12 / (count * (count * count - 1));
}

std::optional<double> MidiClock::tick(double now_s)
{
    if (!times_s_.empty() && now_s - times_s_.back() > kPauseS) reset();
    times_s_.push_back(now_s);
    constexpr std::size_t kBeat = kTicksPerBeat;
    if (times_s_.size() <= kBeat) return std::nullopt;
    if (times_s_.size() > 4 * kBeat + 1) times_s_.pop_front();
    const double beat_s = now_s - times_s_[times_s_.size() - 1 - kBeat];
    if (std::abs(beat_s / (kTicksPerBeat * tick_s()) - 1) > kOtherTempo)
        times_s_.erase(times_s_.begin(), times_s_.end() - static_cast<std::ptrdiff_t>(kBeat) - 1);
    const double seconds = tick_s();
    if (!(seconds > 0)) return std::nullopt;
    const double bpm = 60 / (kTicksPerBeat * seconds);
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
