// Tables in files: plain text, a line for each point, a number for each dim (saatgut's .seed).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <string>
#include <vector>

namespace latentjam::kit {

/// Point by point, in each point dim by dim.
struct SeedTable {
    int dims = 0;
    int points = 0;
    std::vector<double> values;
};

/// Numbers apart by spaces or commas. Errors: no such file, no number, lines of different length, a word, more than
/// Tables::kMostPoints lines. [worker]
Result<SeedTable> read_seed_file(const std::string& path);

/// Appears complete or not at all. [worker]
Status write_seed_file(const SeedTable& table, const std::string& path);

}  // namespace latentjam::kit
