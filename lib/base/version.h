// The version of latentjam, as CMake knows it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam {

/// "major.minor.patch".
const char* version() noexcept;

}  // namespace latentjam
