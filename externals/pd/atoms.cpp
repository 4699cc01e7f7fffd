// Conversions between atoms, numbers and text.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/atoms.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace latentjam::pd {

t_atom float_atom(double value)
{
    t_atom atom;
    SETFLOAT(&atom, static_cast<t_float>(value));
    return atom;
}

t_atom symbol_atom(t_symbol* symbol)
{
    t_atom atom;
    SETSYMBOL(&atom, symbol);
    return atom;
}

t_atom symbol_atom(std::string_view text) { return symbol_atom(gensym(std::string(text).c_str())); }

t_atom seed_atom(std::uint64_t seed)
{
    const auto number = static_cast<t_float>(seed);
    if (static_cast<std::uint64_t>(number) == seed) return float_atom(static_cast<double>(number));
    return symbol_atom(std::to_string(seed));
}

std::string text_of(const t_atom& atom)
{
    if (atom.a_type == A_SYMBOL) return atom.a_w.w_symbol->s_name;
    const double number = atom.a_type == A_FLOAT ? static_cast<double>(atom.a_w.w_float) : 0.5;
    if (number == std::floor(number) && std::abs(number) < 0x1p53)
        return std::to_string(static_cast<std::int64_t>(number));
    std::array<char, MAXPDSTRING> text{};
    atom_string(&atom, text.data(), MAXPDSTRING);
    return text.data();
}

std::string text_of(Atoms words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) text += (i > 0 ? " " : "") + text_of(words[i]);
    return text;
}

t_symbol* symbol_of(const t_atom& atom)
{
    return atom.a_type == A_SYMBOL ? atom.a_w.w_symbol : gensym(text_of(atom).c_str());
}

std::optional<int> whole_number(Atoms atoms, std::size_t index)
{
    if (index >= atoms.size() || atoms[index].a_type != A_FLOAT) return std::nullopt;
    const auto value = static_cast<double>(atoms[index].a_w.w_float);
    if (!(std::abs(value) <= std::numeric_limits<int>::max()) || value != std::floor(value)) return std::nullopt;
    return static_cast<int>(value);
}

std::optional<std::uint64_t> seed_in(const t_atom& atom)
{
    if (atom.a_type == A_FLOAT) {
        const auto number = static_cast<double>(atom.a_w.w_float);
        if (!(number >= 0 && number < 0x1.0p63) || number != std::floor(number)) return std::nullopt;
        return static_cast<std::uint64_t>(number);
    }
    const std::string word = text_of(atom);
    std::uint64_t seed = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), seed);
    const bool is_whole = end.ec == std::errc() && end.ptr == word.data() + word.size();
    if (!is_whole || seed >= std::uint64_t{1} << 63) return std::nullopt;
    return seed;
}

}  // namespace latentjam::pd
