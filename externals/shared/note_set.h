// Scales and chords in tables: chosen by number or by name, told by name and size.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/parameters.h"
#include "score/harmony/notes.h"

#include <cstddef>
#include <span>

namespace latentjam::pd {

/// Far beyond what MIDI knows, and far from where sums of ints end.
inline constexpr double kHighestNote = 1000;

/// A note or a position; what is behind the point is cut off downwards.
Type note();

/// One of the sets, by its place or its name.
Type one_of_sets(std::span<const score::harmony::NoteSet> sets);

/// How many notes it has, its octave included.
inline double size_of(const score::harmony::NoteSet& set) { return static_cast<double>(set.semitones.size()); }

}  // namespace latentjam::pd
