// Atomic file writes: a file appears complete or not at all.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <string>

namespace latentjam {

/// Write to `path()`, a temporary file beside the target; commit() renames it onto the target. Without a commit it is
/// removed. Close your handle before either.
class NewFile {
public:
    /// A symbolic link is followed to its target. Touches nothing yet. [worker]
    explicit NewFile(const std::string& target);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    const std::string& path() const noexcept { return path_; }

    /// Replaces the target. Errors: the target is a folder, or the system's reason. They name it. [worker]
    Status commit();

    /// Removes all uncommitted files, when the process is about to end. [any]
    static void remove_unfinished() noexcept;

private:
    std::string target_;
    std::string path_;
};

}  // namespace latentjam
