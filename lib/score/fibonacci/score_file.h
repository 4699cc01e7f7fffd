// Scores in files: the text of score.h.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "score/fibonacci/score.h"

#include <string>

namespace latentjam::score::fibonacci {

/// Changes `score` by the messages of the file, or leaves it as it was. Errors name the file. [setup]
Status read_file(Score& score, const std::string& path);

/// Writes a whole file or nothing, in the place of one that may be there. Errors name the file. [setup]
Status write_file(const Score& score, const std::string& path);

}  // namespace latentjam::score::fibonacci
