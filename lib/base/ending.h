// Endings of file names: "take.v2" and "vol. 2" have none.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace latentjam {

/// Whether a path ends in `.npy` or the like, in either case of letters.
bool has_ending(std::string_view path, std::string_view ending);

/// The path with `ending`, which is added only if it is not there.
std::string with_ending(std::string path, std::string_view ending);

/// The path without `ending`, if it is there.
std::string without_ending(std::string path, std::string_view ending);

}  // namespace latentjam
