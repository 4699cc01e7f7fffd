// From a model file to a module that can be run: its code, its objects, its weights.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/script/script.h"
#include "infer/native/value/value.h"

#include <memory>
#include <string>
#include <vector>

namespace latentjam::infer::native {

/// A model as its file has it. Its tensors are shared by all instances and never written.
struct Module {
    std::string name;  ///< of the file, without its folders
    std::shared_ptr<const Script> script;
    std::shared_ptr<Object> root;
    std::vector<Value> constants;  ///< CONSTANTS.c0 ...
};

/// Errors name the file. Sizes and depths are limited, and memory by the file's size. Throws ScriptError, and Unknown
/// for what another runtime may read. [worker]
Module read_module(const std::string& path);

}  // namespace latentjam::infer::native
