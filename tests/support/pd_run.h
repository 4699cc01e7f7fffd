// Headless Pd for tests: opens patches, waits for the end, keeps every word from the console, never hangs.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::test {

/// What one run of Pd left behind.
struct PdResult {
    std::string console;     ///< stdout and stderr; empty when all went well and no patch prints
    int exit_status = -1;    ///< as of exit(); 128 + signal when Pd was killed by one
    bool timed_out = false;  ///< Pd hung and was killed; the console says so too
    std::chrono::duration<double> wall_time{};

    bool ok() const { return exit_status == 0 && !timed_out; }
    bool says(std::string_view words) const { return console.find(words) != std::string::npos; }
};

/// One run in the making. Its folder lives as long as it does, so patches may write files there and tests read them.
/// Patches find the library (-lib latentjam), abstractions and models as they do when it is installed.
class PdRun {
public:
    enum class Clock { kBatch, kRealTime };   ///< as fast as the machine can, or real time without sound
    enum class Samples { kSingle, kDouble };  ///< which Pd

    explicit PdRun(Clock clock = Clock::kBatch, Samples samples = Samples::kSingle);
    ~PdRun();
    PdRun(const PdRun&) = delete;
    PdRun& operator=(const PdRun&) = delete;

    /// Writes a patch into the folder; it is opened when Pd starts. Returns its path.
    std::filesystem::path patch(std::string_view text, const std::string& name = "patch.pd");
    PdRun& open(const std::filesystem::path& existing_patch);
    PdRun& send(const std::string& message);  ///< e.g. "jam seed 3"; sent once the patches are open
    PdRun& argument(const std::string& argument);
    PdRun& library(const std::filesystem::path& folder);  ///< that library instead of the usual one
    PdRun& quit_after(double logical_ms);                 ///< default 1000; negative: a patch says "pd quit" itself
    PdRun& time_limit(std::chrono::seconds limit);

    const std::filesystem::path& folder() const { return folder_; }
    PdResult run();

private:
    std::vector<std::string> command_line();

    std::filesystem::path folder_;
    std::string program_;
    std::vector<std::string> arguments_;
    std::vector<std::filesystem::path> patches_;
    std::vector<std::string> messages_;
    double quit_after_ms_ = 1000;
    std::chrono::seconds time_limit_{60};
};

/// True where a double-precision Pd is installed.
bool has_double_pd();

}  // namespace latentjam::test
