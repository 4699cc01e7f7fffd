// A scale or a chord as a message names it: by its number or by its name.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/harmony/notes.h"
#include "pd/arguments.h"

#include <m_pd.h>

#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>

namespace latentjam::pd {

/// Far beyond what MIDI knows, and far from where sums of ints end.
constexpr int kHighestNote = 1000;

/// The place of `atom` in `sets`; nothing where it names none of them.
inline std::optional<std::size_t> place_in(std::span<const score::harmony::NoteSet> sets, const t_atom& atom)
{
    if (atom.a_type == A_FLOAT) {
        const auto number = whole_number(1, &atom, 0);
        if (!number || *number < 0 || static_cast<std::size_t>(*number) >= sets.size()) return {};
        return static_cast<std::size_t>(*number);
    }
    const auto* found = score::harmony::find(sets, text_of(atom));
    if (!found) return {};
    return static_cast<std::size_t>(std::distance(sets.data(), found));
}

/// What to say when place_in() found nothing.
inline std::string no_such(const char* what, std::span<const score::harmony::NoteSet> sets, const t_atom& atom)
{
    std::string text = std::string(what) + " '" + text_of(atom) + "': it takes 0 to " +
                       std::to_string(sets.size() - 1) + " or a name:";
    for (const auto& set : sets) text += " " + std::string(set.name);
    return text;
}

/// What an info outlet says of a scale or chord: its name, then how many notes it has.
inline void tell(t_outlet* outlet, const score::harmony::NoteSet& set)
{
    t_atom name = symbol_atom(gensym(std::string(set.name).c_str()));
    t_atom size = float_atom(static_cast<double>(set.semitones.size()));
    outlet_anything(outlet, gensym("name"), 1, &name);
    outlet_anything(outlet, gensym("size"), 1, &size);
}

/// A note or a position, rounded down; nothing where it cannot be meant as one.
inline std::optional<int> step_of(t_float number)
{
    if (!(number >= -kHighestNote && number <= kHighestNote)) return {};
    return static_cast<int>(std::floor(number));
}

}  // namespace latentjam::pd
