// The door between the library and a runtime plug-in: one C symbol, one number that must match.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

#include <string>

namespace latentjam::infer {

/// Both sides compile this number in; raise it whenever model.h changes.
inline constexpr int kPluginAbi = 3;
inline constexpr const char* kPluginEntry = "latentjam_open_backend";

/// The plug-in's entry: its backend, which lives as long as the process, or null when `abi` is not its own.
using PluginEntry = Backend* (*)(int abi);

/// Opens the plug-in at `path` (once per process), its symbols kept local. The error says what to install. [worker]
Result<Backend*> open_plugin(const std::string& path);

}  // namespace latentjam::infer
