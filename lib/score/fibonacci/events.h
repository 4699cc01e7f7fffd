// What can happen on an 8th: one word and up to four numbers.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

namespace latentjam::score::fibonacci {

enum class EventKind {
    kCount,         ///< where the count stands: 1 to top
    kFibon,         ///< the count is a member of the sequence
    kFiboff,        ///< it is none
    kCycle,         ///< the count reached its top for the n-th time
    kSection,       ///< a section begins
    kChords,        ///< switches, 0 or 1:
    kBass,          //
    kBreak,         ///< 1 = the second break, 0 = the first
    kBreaksVolume,  ///< 0 to 1
    kLayer,         ///< the third break on top
    kHats,          //
    kBlips,         //
    kStabs,         //
    kEcho,          ///< the echo behind the breaks
    kNewBreaks,     ///< breaks and hats throw new patterns
    kNewTonal,      ///< the tonal sequence is thrown anew
    kSample,        ///< 1 to Rules::samples in turn, then samples + 1 into the silence; samples + 2 is the rare one
    kBassPreset,    ///< wobble, release in ms, acceleration, overdrive
    kFormation,     ///< which of the chord sounds is next, from 0
    kStrike,        ///< a chord sounds
    kStop,          ///< the track is over
    kLength,        ///< of the track, in 8ths
};

struct Event {
    EventKind kind = EventKind::kCount;
    int size = 0;  ///< how many of the numbers count
    std::array<double, 4> numbers{};

    bool operator==(const Event&) const = default;
};

/// As it is written in a patch: "fibon", "newbreaks".
constexpr const char* name_of(EventKind kind) noexcept
{
    constexpr std::array kNames{"count",     "fibon",  "fiboff",    "cycle",    "section", "chords",
                                "bass",      "break",  "breaksvol", "layer",    "hats",    "blips",
                                "stabs",     "echo",   "newbreaks", "newtonal", "sample",  "basspreset",
                                "formation", "strike", "stop",      "length"};
    return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace latentjam::score::fibonacci
