// What goes wrong while a script is read or run.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>
#include <string>

namespace latentjam::infer::native {

/// Thrown inside this room only; backend, model and instance make a Status of it.
class ScriptError : public std::runtime_error {
public:
    explicit ScriptError(const std::string& what) : std::runtime_error(what) {}
};

/// The script wants something that this runtime does not have: another runtime may.
class Unknown : public ScriptError {
public:
    explicit Unknown(const std::string& what) : ScriptError(what) {}
};

}  // namespace latentjam::infer::native
