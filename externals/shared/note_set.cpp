// Scales and chords in tables: chosen by number or by name, told by name and size.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/note_set.h"

#include <string>
#include <vector>

namespace latentjam::pd {

Type note()
{
    Type type = number(-kHighestNote, kHighestNote);
    type.accepts = "it takes -1000 to 1000";
    return type;
}

Type one_of_sets(std::span<const score::harmony::NoteSet> sets)
{
    std::vector<std::string> names;
    for (const auto& set : sets) names.emplace_back(set.name);
    return one_of_numbered(std::move(names));
}

}  // namespace latentjam::pd
