// A model file opened for looking: its archive, and the module in it as plain data. Nothing is loaded or run.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torchscript/archive.h"
#include "infer/torchscript/pickle.h"

#include <memory>
#include <string>

namespace latentjam::infer {

struct ModuleFile {
    Archive archive;
    std::unique_ptr<const std::string> bytes;  ///< of data.pkl, which the pickle's texts lie in
    Pickle pickle;

    /// The module itself: a class and its state.
    const PickleNode& root() const { return pickle.root(); }

    /// An error that names the file.
    Status failure(const std::string& what) const { return Status::error(archive.name() + ": " + what); }
};

/// True for an object of a TorchScript class, with attributes.
bool is_module(const Pickle& pickle, const PickleNode& value);

/// Errors name the file: those of Archive, a data.pkl that is larger than 16 MB, cannot be understood, or holds no
/// module. [worker]
Result<ModuleFile> open_module(const std::string& path);

}  // namespace latentjam::infer
