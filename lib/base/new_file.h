// A file that appears whole or not at all.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <string>

namespace latentjam {

/// Write to `path()`, a file of its own beside the target; commit() puts it in the target's place in one step. What was
/// not committed is removed. Close your handle before either. One thread at a time.
class NewFile {
public:
    /// A target that is a link is followed. Touches nothing yet. [worker]
    explicit NewFile(const std::string& target);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    const std::string& path() const noexcept { return path_; }

    /// Replaces the target. Errors: the target is a folder, or the system's reason. They name it. [worker]
    Status commit();

    /// The process is about to end: removes what nobody will commit any more. [any]
    static void remove_unfinished() noexcept;

private:
    std::string target_;
    std::string path_;
};

}  // namespace latentjam
