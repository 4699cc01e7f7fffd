// Headless Pd for tests: opens patches, waits for the end, keeps every word from the console, never hangs.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include "support/process.h"

#include <fstream>
#include <stdexcept>

namespace latentjam::test {

namespace fs = std::filesystem;

namespace {

/// Pd is not built with a sanitizer, so the runtime comes first; what Pd itself never frees is not ours to report.
std::vector<std::string> sanitizer_environment()
{
    const std::string runtime = LATENTJAM_PD_PRELOAD;
    if (runtime.empty()) return {};
    return {"LD_PRELOAD=" + runtime, "ASAN_OPTIONS=detect_leaks=0", "UBSAN_OPTIONS=print_stacktrace=1"};
}

std::string quitting_patch(double logical_ms)
{
    return "#N canvas 0 0 300 200 12;\n#X obj 20 20 loadbang;\n#X obj 20 50 delay " + std::to_string(logical_ms) +
           ";\n#X msg 20 80 \\; pd quit;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n";
}

}  // namespace

PdRun::PdRun(Clock clock, Samples samples)
    : program_(samples == Samples::kSingle ? LATENTJAM_PD : LATENTJAM_PD64),
      arguments_{"-nrt",  // at real-time priority a batch run would starve the other tests
                 "-nogui",
                 "-noprefs",
                 clock == Clock::kBatch ? "-batch" : "-nosound",
                 "-r",
                 "44100",
                 "-path",
                 LATENTJAM_FOLDER,
                 "-lib",
                 "latentjam"}
{
    std::string name = (fs::temp_directory_path() / "latentjam-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a folder like " + name);
    folder_ = name;
}

PdRun::~PdRun()
{
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

fs::path PdRun::patch(std::string_view text, const std::string& name)
{
    const fs::path path = folder_ / name;
    std::ofstream(path) << text;
    open(path);
    return path;
}

PdRun& PdRun::open(const fs::path& existing_patch)
{
    patches_.push_back(existing_patch);
    return *this;
}

PdRun& PdRun::send(const std::string& message)
{
    messages_.push_back(message);
    return *this;
}

PdRun& PdRun::argument(const std::string& argument)
{
    arguments_.push_back(argument);
    return *this;
}

PdRun& PdRun::library(const fs::path& folder)
{
    arguments_.insert(arguments_.begin(), {"-path", folder.string()});  // the first one wins
    return *this;
}

PdRun& PdRun::quit_after(double logical_ms)
{
    quit_after_ms_ = logical_ms;
    return *this;
}

PdRun& PdRun::time_limit(std::chrono::seconds limit)
{
    time_limit_ = limit;
    return *this;
}

std::vector<std::string> PdRun::command_line()
{
    if (quit_after_ms_ >= 0) patch(quitting_patch(quit_after_ms_), "quit-after.pd");
    std::vector<std::string> command{program_};
    command.insert(command.end(), arguments_.begin(), arguments_.end());
    for (const fs::path& patch : patches_) command.insert(command.end(), {"-open", patch.string()});
    for (const std::string& message : messages_) command.insert(command.end(), {"-send", message});
    return command;
}

PdResult PdRun::run()
{
    const auto begin = std::chrono::steady_clock::now();
    ProcessResult process = run_process(command_line(), sanitizer_environment(), time_limit_);
    PdResult result{std::move(process.output), process.exit_status, process.timed_out,
                    std::chrono::steady_clock::now() - begin};
    if (result.timed_out) {
        result.console += "\n[Pd hung and was killed after " + std::to_string(time_limit_.count()) + " s]\n";
    }
    return result;
}

bool has_double_pd() { return !std::string_view(LATENTJAM_PD64).empty(); }

}  // namespace latentjam::test
