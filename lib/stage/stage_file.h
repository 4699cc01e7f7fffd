// What is kept beside a patch: its slots and its MIDI map, and in a saved patch its present values, as text.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "stage/board.h"
#include "stage/midi_map.h"

#include <array>
#include <string>
#include <vector>

namespace latentjam::stage {

struct Kept {
    std::array<Snapshot, Board::kSlots> slots;
    std::vector<MidiLink> learnt;
    std::vector<std::string> without;  ///< controls whose usual knob was taken away
    State present;                     ///< only in a saved patch
};

/// One line a thing: `slot 1 tempo 120`, `slot 1 melody latent 8 16 21.53 v...`, `midi cc 21 0 tempo`,
/// `midi none tempo`, `now tempo 120`. Words with spaces or quotes stand in quotes. [any]
std::vector<AtomList> lines_of(const Kept& kept);

/// Lines that make no sense are errors with their number; nothing is taken then. [any]
Result<Kept> kept_in(const std::vector<AtomList>& lines);

std::string text_of(const std::vector<AtomList>& lines);
std::vector<AtomList> lines_in(const std::string& text);
AtomList atoms_in(const std::string& line);

/// [worker]
Status write_file(const std::string& path, const Kept& kept);
Result<Kept> read_file(const std::string& path);

}  // namespace latentjam::stage
