// Pd's atoms: making them, reading them, and a line of them for an outlet.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <m_pd.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latentjam::pd {

/// What follows the selector of a message, or an object's name in its box.
using Atoms = std::span<const t_atom>;
using AtomList = std::vector<t_atom>;

/// A line for an info outlet: a selector and its atoms.
using InfoLine = std::pair<const char*, AtomList>;

t_atom float_atom(double value);
t_atom symbol_atom(t_symbol* symbol);
t_atom symbol_atom(std::string_view text);

/// A float where it is exactly that number, else a symbol of its digits.
t_atom seed_atom(std::uint64_t seed);

/// Text of an atom, without the backslashes that Pd's own atom_string() puts into it for a patch: a name as it was
/// meant.
std::string text_of(const t_atom& atom);

/// All of them, a space between each: a name that was typed as several words.
std::string text_of(Atoms words);

/// The symbol, or one of a number's text.
t_symbol* symbol_of(const t_atom& atom);

/// The whole number at `index`; nothing when it is missing, not a number, or too large for an int.
std::optional<int> whole_number(Atoms atoms, std::size_t index);

/// A seed, 0 to 2^63 - 1: a float that is a whole number, or, since floats tell whole numbers apart to 2^24 only, a
/// symbol of digits.
std::optional<std::uint64_t> seed_in(const t_atom& atom);

}  // namespace latentjam::pd
