// From the text of a code record to its functions and classes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/script/syntax.h"

#include <memory>
#include <string>
#include <string_view>

namespace latentjam::infer::native {

/// `file` names the record in errors. Names of locals are resolved; names of functions, classes and operators are not
/// yet. Throws ScriptError: "__torch__/net.py, line 3: ...". [worker]
std::unique_ptr<Source> parse(std::string_view text, std::string file);

}  // namespace latentjam::infer::native
