// Looking kinds up by their words.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/registry.h"

namespace latentjam::pattern {

const Kind* kind_named(std::string_view name) noexcept
{
    for (const Kind* kind : kinds())
        if (name == kind->name) return kind;
    return nullptr;
}

std::string kind_names()
{
    std::string names;
    for (const Kind* kind : kinds()) names += (names.empty() ? "" : ", ") + std::string(kind->name);
    return names;
}

}  // namespace latentjam::pattern
