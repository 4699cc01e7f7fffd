// All the code of an archive that its model can reach, linked.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/script/syntax.h"
#include "infer/torchscript/archive.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace latentjam::infer::native {

/// Never changes once it is linked; shared by all instances of a model.
class Script {
public:
    /// `archive` must outlive what is found here until link() is called.
    explicit Script(const Archive& archive) : archive_(&archive) {}

    /// The class of an object in the archive, "__torch__.folder.file\nName" or with a dot for the line's end. Reads its
    /// source when it is the first one from there. Throws ScriptError. [worker]
    const Class* find_class(std::string_view name);

    /// Reads what the sources mention, and connects calls with what they call. What is not there is an error only once
    /// it is run. Throws ScriptError. [worker]
    void link();

private:
    Source& source_of(const std::string& module);
    void link(Function& function);
    void link(Block& block);
    void link(Expression& expression);

    const Archive* archive_;
    std::map<std::string, std::unique_ptr<Source>> sources_;  ///< by module, "__torch__.folder.file"
    std::vector<std::string> mentioned_;
    std::size_t bytes_ = 0;
};

}  // namespace latentjam::infer::native
