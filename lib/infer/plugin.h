// The door between the library and a runtime plug-in: one C symbol, one number that must match.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <string>
#include <string_view>

namespace latentjam::infer {

/// Both sides compile this number in; raise it whenever model.h changes.
inline constexpr int kPluginAbi = 6;
inline constexpr const char* kPluginEntry = "latentjam_open_backend";

/// The plug-in's entry: its backend, which lives as long as the process, or null when `abi` is not its own.
using PluginEntry = Backend* (*)(int abi);

/// How the error begins when a plug-in or its runtime is not there, or cannot be opened.
inline constexpr std::string_view kNoRuntime = "models cannot be played: ";

/// What a person is told about the runtime behind a plug-in, and what the process needs before it is opened.
struct PluginHelp {
    std::string runtime;                 ///< "libtorch"
    std::string to_build;                ///< how to get a plug-in that is missing
    std::string to_install;              ///< how to get a runtime that is missing
    void (*before_opening)() = nullptr;  ///< may be null
};

/// Opens the plug-in at `path` (once per process), its symbols kept local. The error says what to install. [worker]
Result<Backend*> open_plugin(const std::string& path, const PluginHelp& help);

}  // namespace latentjam::infer
