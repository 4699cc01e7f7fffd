// A file's name in a message: one symbol, a number, or words with spaces between.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pd/atoms.h"

#include <m_pd.h>

#include <string>

namespace latentjam::pd {

/// All atoms as one name: "my loop.wav" may come as a symbol or as two words, "909" as the number that Pd makes of it.
/// No letter is escaped. Errors: no name, or one longer than Pd's paths (1000 bytes). [setup]
Result<std::string> file_name(Atoms words);

/// A sound: as it is when its path is full, else in `folder` (which may be empty), then as find_file(). The error says
/// where it was looked for. [setup]
Result<std::string> find_sound(const t_canvas* canvas, const std::string& folder, const std::string& name);

}  // namespace latentjam::pd
