// A recording of weeks in pieces: files named by date in a folder of their own, the oldest of which make room.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstdint>
#include <ctime>
#include <string>

namespace latentjam::audio {

/// The file of a piece that begins now: "2026-11-27_140312.wav" in local time, with "-2" and so on before the ending
/// where that is there already, as after a clock was set back, or is `last`, which may not be written yet. [setup]
std::string piece_path(const std::string& folder, std::time_t now, const std::string& last = "");

/// Deletes the oldest pieces in the folder until those that are left take at most `most_bytes`. Only files that are
/// named as piece_path() names them count, and only they are deleted. Errors: one that cannot be deleted. [worker]
Status keep_pieces(const std::string& folder, std::uint64_t most_bytes);

}  // namespace latentjam::audio
