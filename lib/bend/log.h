// The Bending Log: a text file of bends, one a line, that can be played again.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/history.h"

#include <string>
#include <string_view>
#include <vector>

namespace latentjam::bend {

struct Log {
    Entries entries;
    std::vector<std::string> remarks;  ///< lines that could not be read, with their number and why
};

/// `#` begins a comment. Entries as read_entry() takes them. [any]
Log parse_log(std::string_view text);

std::string format_log(const Entries& entries);

/// [worker]
Result<Log> read_log(const std::string& path);
Status write_log(const Entries& entries, const std::string& path);

}  // namespace latentjam::bend
