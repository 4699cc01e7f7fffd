// Scales and chords in tables: chosen by number or by name, told by name and size.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/parameters.h"
#include "score/harmony/notes.h"

#include <cstddef>
#include <span>

namespace latentjam::pd {

/// Far beyond MIDI's range, and far from where sums of ints overflow.
inline constexpr double kHighestNote = 1000;

/// A note or a position; fractions are rounded down.
Type note();

/// One of the sets, by its place or its name.
Type one_of_sets(std::span<const score::harmony::NoteSet> sets);

/// How many notes it has, its octave included.
inline double size_of(const score::harmony::NoteSet& set) { return static_cast<double>(set.semitones.size()); }

}  // namespace latentjam::pd
