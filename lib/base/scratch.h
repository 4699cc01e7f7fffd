// Where temporary files of this user lie.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <string>

namespace latentjam {

/// The folder `latentjam` in the system's folder for temporary files, made when it is not there. Where another user has
/// that name already, it is `latentjam-<number of the user>`. `base` stands for the system's folder in tests. [setup]
Result<std::string> scratch_folder(const std::string& base = {});

}  // namespace latentjam
