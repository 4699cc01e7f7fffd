// Scales and chords by name: notes as semitones above the lowest one.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>

namespace latentjam::score::harmony {

/// Semitones ascend from 0. A scale's last one is its octave.
struct NoteSet {
    std::string_view name;
    std::span<const int> semitones;
};

/// 14 scales, in the order of the Fibonacci Jungle (M. Heinze, 2024). [any]
std::span<const NoteSet> scales() noexcept;

/// 35 chords, in the same order and with the same notes; some differ from what their name says. [any]
std::span<const NoteSet> chords() noexcept;

/// Null if there is none of that name. [any]
const NoteSet* find(std::span<const NoteSet> sets, std::string_view name) noexcept;

/// The note of a scale at `position`, 0 being `base`; above the octave and below 0 the scale repeats. [any]
int note_at(const NoteSet& scale, int base, int position) noexcept;

}  // namespace latentjam::score::harmony
