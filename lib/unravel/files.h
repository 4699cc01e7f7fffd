// Which files a step takes in, and what its results are called: the same names that UnRAVEl gives.
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

/// A file or folder as the person wrote it, and where that lies. Names of results follow what was written, so they stay
/// the same when a project moves to another machine.
struct Place {
    std::string written;
    std::string path;  ///< may be opened
};

struct InputFile {
    std::string written;  ///< as Python's pathlib joins it: the place as written, then the way into the folder
    std::string path;
    std::uint64_t bytes = 0;
};

/// What was left out on the way, a line each, beside what was found.
struct Inputs {
    std::vector<InputFile> files;
    std::vector<std::string> errors;
};

/// A file, or all files with one of these extensions (".wav", any case) in a folder and the folders in it, in the order
/// of their names; hidden ones and links to folders are left out. The error says what was expected: nothing there, or a
/// single file with another extension. Gives up when `cancelled`. [worker]
Result<Inputs> find_inputs(const Place& place, std::span<const std::string_view> extensions,
                           const CancelFlag& cancelled = kNeverCancelled);

/// A path as pathlib writes it: no empty parts, no "./", no slash at the end.
std::string pathlib_text(std::string_view path);

/// "encoded--<stem, spaces to _>--<md5 of the path>.npy"
std::string encoded_name(const InputFile& source);

/// "decoded--<stem>--<md5 of the path>.wav"
std::string decoded_name(const InputFile& source);

/// Makes the folder where it is missing. [worker]
Status make_folder(const Place& folder);

/// `name` within `folder`, unless it is there already and may not be replaced. [worker]
Result<std::string> free_path(const Place& folder, const std::string& name, bool overwrite);

}  // namespace latentjam::unravel
