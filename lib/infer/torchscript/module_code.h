// What the code records of a TorchScript archive tell without running them: a class's methods and constants.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/torchscript/archive.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer {

/// The source of one class as torch serialises it (one `def` or `name : Final[type] = value` a line, indented by two).
class ModuleCode {
public:
    /// Finds the class whose pickled name is `global`, "__torch__.folder.file\nClass". Empty when it is not there.
    /// [worker]
    static ModuleCode read(const Archive& archive, std::string_view global);

    bool is_empty() const { return source_.empty(); }
    bool has_method(std::string_view name) const;

    /// The names of all methods, in the file's order.
    std::vector<std::string> methods() const;

    /// The strings of a list that the class declares, `__parameters__` or `__buffers__`.
    std::vector<std::string> names(std::string_view list) const;

    /// A number that the class holds as a constant.
    std::optional<double> constant(std::string_view name) const;

private:
    std::string source_;
};

}  // namespace latentjam::infer
