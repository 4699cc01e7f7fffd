// What can happen on an 8th: one word and up to four numbers.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

namespace latentjam::score::fibonacci {

enum class EventKind {
    kCount,    ///< the count, 1 to top
    kFibon,    ///< the count is a member of the sequence
    kFiboff,   ///< the count is no member
    kCycle,    ///< the count reached its top for the n-th time
    kSection,  ///< a section begins
    kChords,   ///< a switch, 0 or 1, like the next ones unless noted
    kBass,
    kBreak,         ///< 1 = the second break, 0 = the first
    kBreaksVolume,  ///< 0 to 1
    kLayer,         ///< the third break on top
    kHats,
    kBlips,
    kStabs,
    kEcho,        ///< on the breaks
    kNewBreaks,   ///< breaks and hats draw new patterns
    kNewTonal,    ///< the tonal sequence is drawn anew
    kSample,      ///< 1 to Rules::samples in turn; samples + 1 into the silence; samples + 2, rarely
    kBassPreset,  ///< wobble, release in ms, acceleration, overdrive
    kFormation,   ///< index of the next chord sound, from 0
    kStrike,      ///< a chord sounds
    kStop,        ///< the track is over
    kLength,      ///< of the track, in 8ths
};

struct Event {
    EventKind kind = EventKind::kCount;
    int size = 0;  ///< how many of the numbers are used
    std::array<double, 4> numbers{};

    bool operator==(const Event&) const = default;
};

/// As patches write it: "fibon", "newbreaks".
constexpr const char* name_of(EventKind kind) noexcept
{
    constexpr std::array kNames{"count",     "fibon",  "fiboff",    "cycle",    "section", "chords",
                                "bass",      "break",  "breaksvol", "layer",    "hats",    "blips",
                                "stabs",     "echo",   "newbreaks", "newtonal", "sample",  "basspreset",
                                "formation", "strike", "stop",      "length"};
    static_assert(kNames.size() == static_cast<std::size_t>(EventKind::kLength) + 1);
    return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace latentjam::score::fibonacci
