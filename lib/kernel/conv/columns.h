// How the frames of a call are cut into tile runs.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/tiles.h"

#include <algorithm>
#include <cstddef>

namespace latentjam::kernel::conv {

/// What one tile run computes.
struct Segment {
    int voice;  ///< the first of them
    int first;  ///< column
    int count;
};

/// Frames stand in columns. Voices with few frames are merged: their columns follow one another, so that tiles are
/// full.
class Columns {
public:
    static constexpr int kMost = 192;  ///< of one tile run: its sums stay in L1

    /// `each`: frames that the tiles compute for each voice, from 1. [worker]
    Columns(int voices, int each) noexcept
        : each_(each),
          are_merged_(voices > 1 && each < kShortBlock),
          count_(are_merged_ ? voices * each : each),
          segments_each_((count_ + kMost - 1) / kMost),
          longest_segment_((count_ + segments_each_ - 1) / segments_each_),
          segments_(segments_each_ * (are_merged_ ? 1 : voices))
    {
    }

    int each() const noexcept { return each_; }
    bool are_merged() const noexcept { return are_merged_; }
    int count() const noexcept { return count_; }  ///< that follow one another
    int longest_segment() const noexcept { return longest_segment_; }
    int segments() const noexcept { return segments_; }

    Segment segment(int number) const noexcept
    {
        const int first = number % segments_each_ * longest_segment_;
        return {number / segments_each_, first, std::max(0, std::min(longest_segment_, count_ - first))};
    }

    /// visit(voice, first frame, frames, sums) for the voices in a segment.
    template <typename Visit>
    void for_each_voice(const Segment& segment, const float* sums, Visit&& visit) const
    {
        for (int column = segment.first; column < segment.first + segment.count;) {
            const int voice = are_merged_ ? column / each_ : segment.voice;
            const int frame = are_merged_ ? column % each_ : column;
            const int run = std::min(each_ - frame, segment.first + segment.count - column);
            visit(voice, frame, run, sums + static_cast<std::ptrdiff_t>(column - segment.first) * kLanes);
            column += run;
        }
    }

private:
    static constexpr int kShortBlock = 16;  // frames below which voices are merged

    int each_;
    bool are_merged_;
    int count_;
    int segments_each_;
    int longest_segment_;
    int segments_;
};

}  // namespace latentjam::kernel::conv
