// What a model is made of, read from its file alone: modules, weights and their shapes. No runtime, nothing loaded.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer {

/// A parameter or buffer as PyTorch's state_dict lists it.
struct StateEntry {
    std::string name;  ///< "decoder.net.0.weight"
    std::vector<std::int64_t> shape;
};

struct ModuleType {
    std::string path;  ///< "encoder.net.0"; empty for the whole
    std::string type;  ///< "Conv1d", without the folders and numbers of its source
};

struct Anatomy {
    std::vector<StateEntry> entries;
    std::vector<ModuleType> modules;
    std::vector<std::string> methods;     ///< of the whole, the unplayable ones too
    std::vector<std::string> attributes;  ///< of the whole: what is neither module nor tensor
    bool is_stereo = false;               ///< the flag of older exports

    /// The type of a module, or "".
    std::string type_of(std::string_view path) const;
};

/// Milliseconds for models of any size. Errors as read_description(). [worker]
Result<Anatomy> read_anatomy(const std::string& path);

}  // namespace latentjam::infer
