// The version of latentjam, as CMake knows it.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/version.h"

namespace latentjam {

const char* version() noexcept { return LATENTJAM_VERSION; }

}  // namespace latentjam
