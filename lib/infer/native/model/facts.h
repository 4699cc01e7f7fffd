// What a module says of itself, asked of its objects and its code.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/conventions.h"
#include "infer/native/script/interpreter.h"

#include <optional>
#include <string>

namespace latentjam::infer::native {

/// An attribute or a constant of an object.
std::optional<Value> value_of(const Object& object, const std::string& name);

/// Calls a method that needs no arguments; nothing where there is none. Throws what the method throws. [worker]
std::optional<Value> call_getter(Interpreter& interpreter, const std::shared_ptr<Object>& object,
                                 const std::string& name);

/// Throws ScriptError. [worker]
Result<Introspection> introspect(Interpreter& interpreter, const std::shared_ptr<Object>& module);

}  // namespace latentjam::infer::native
