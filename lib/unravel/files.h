// Which files a step reads, and the names of its results: those that UnRAVEl gives.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::unravel {

/// A file or folder as the user wrote it, and its real path. Names of results depend on what was written, so they stay
/// the same when a project moves to another machine.
struct Place {
    std::string written;
    std::string path;  ///< absolute or relative to the process: can be opened
};

struct InputFile {
    std::string written;  ///< as Python's pathlib joins it: the place as written, then the path within it
    std::string path;
    std::uint64_t bytes = 0;
};

/// The files found, and a line for each that was skipped.
struct Inputs {
    std::vector<InputFile> files;
    std::vector<std::string> errors;
    std::string remark;  ///< sounds of kinds that were not asked for, in one line; empty when there are none
};

/// What UnRAVEl takes for sound. aac stands in the list so that it is refused by name instead of being passed over.
inline constexpr std::string_view kSoundExtensions[] = {".wav",  ".mp3", ".ogg",  ".aac",
                                                        ".opus", ".aif", ".aiff", ".flac"};

/// A file, or all files with one of these extensions (".wav", any case) in a folder and the folders in it, in the order
/// of their names; hidden ones and links to folders are skipped. Errors say what was expected: nothing there, or a
/// single file with another extension. Gives up when `cancelled`. [worker]
Result<Inputs> find_inputs(const Place& place, std::span<const std::string_view> extensions,
                           const CancelFlag& cancelled = kNeverCancelled);

/// A path as pathlib writes it: no empty parts, no "./", no slash at the end.
std::string pathlib_text(std::string_view path);

/// "encoded--<stem, spaces to _>--<md5 of the path>.npy"
std::string encoded_name(const InputFile& source);

/// "decoded--<stem>--<md5 of the path>.wav"
std::string decoded_name(const InputFile& source);

/// Makes the folder if it is missing. [worker]
Status make_folder(const Place& folder);

/// The path of `name` in `folder`. Error: it exists and `overwrite` is false. [worker]
Result<std::string> free_path(const Place& folder, const std::string& name, bool overwrite);

}  // namespace latentjam::unravel
