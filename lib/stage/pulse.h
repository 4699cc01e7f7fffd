// Tempo from outside: taps of a finger, and the 24 ticks a beat of a MIDI clock.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deque>
#include <optional>

namespace latentjam::stage {

/// Beats a minute from the last taps, from the second tap on. A pause of two seconds begins anew.
class Taps {
public:
    std::optional<double> tap(double now_s);

private:
    std::deque<double> times_s_;
};

/// Beats a minute of a MIDI clock: a line through the ticks of the last four beats, or of the last one when the tempo
/// has changed; told when it has moved by half a beat a minute.
class MidiClock {
public:
    static constexpr int kTicksPerBeat = 24;

    /// A tick; the tempo when there is a new one.
    std::optional<double> tick(double now_s);
    void reset() noexcept;

private:
    double tick_s() const;  ///< the mean distance of ticks, by least squares

    std::deque<double> times_s_;
    double told_bpm_ = 0;
};

}  // namespace latentjam::stage
