// Runs a program to its end, or to a time limit, and keeps what it wrote.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace latentjam::test {

struct ProcessResult {
    std::string output;      ///< stdout and stderr together
    int exit_status = -1;    ///< 128 + signal when a signal ended it
    bool timed_out = false;  ///< it was killed at the limit
};

/// `environment` entries ("NAME=value") are added to this process's own.
ProcessResult run_process(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                          std::chrono::milliseconds limit);

}  // namespace latentjam::test
