// Setting and reading a model's attributes through its own setters and getters.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"
#include "infer/native/script/interpreter.h"

#include <memory>
#include <span>
#include <vector>

namespace latentjam::infer::native {

/// Calls `set_<name>`, or `set_buffer_attribute` for buffers; an empty buffer clears. Same rules and errors as the
/// torch plug-in's. Throws what the script throws. [worker]
Status set_attribute(Interpreter& interpreter, const std::shared_ptr<Object>& module, const Attribute& attribute,
                     std::span<const infer::Value> values);

/// Calls `get_<name>`, or reads the attribute itself. Throws what the script throws. [worker]
Result<std::vector<infer::Value>> get_attribute(Interpreter& interpreter, const std::shared_ptr<Object>& module,
                                                const Attribute& attribute);

}  // namespace latentjam::infer::native
