// Types of values, and reading them.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>
#include <random>
#include <string_view>
#include <utility>

namespace latentjam::pd {

namespace {

std::string text_of(double value)
{
    std::array<char, 32> text{};
    if (value == std::floor(value) && std::abs(value) < 1e15) return std::to_string(static_cast<std::int64_t>(value));
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string joined(const std::vector<std::string>& words, const char* between)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

Type limited(Kind kind, double least, double most, const char* what)
{
    std::string text = std::string(what) + " from " + text_of(least) + " to " + text_of(most);
    if (most == kNoLimit) text = text_of(least) + " or more";
    return {.kind = kind, .least = least, .most = most, .accepts = std::move(text)};
}

Status wrong(const Row& row, Atoms atoms)
{
    const std::string value = atoms.empty() ? "without a value" : pd::text_of(atoms[0]);
    const bool quoted = row.type.kind == Kind::kChoice && row.type.by_number && !atoms.empty();
    const std::string unit = *row.unit ? std::string(" ") + row.unit : "";
    return Status::error(std::string(row.name) + (quoted ? " '" + value + "'" : " " + value) + ": " + row.type.accepts +
                         unit);
}

bool read_number(const Row& row, const t_atom& atom, double& number)
{
    const bool is_whole = row.type.kind == Kind::kWhole;
    number = atom.a_type == A_FLOAT ? static_cast<double>(atom.a_w.w_float) : std::nan("");
    return number >= row.type.least && number <= row.type.most && (!is_whole || number == std::floor(number));
}

bool read_choice(const Row& row, const t_atom& atom, double& place)
{
    const auto& words = row.type.words;
    if (row.type.by_number && atom.a_type == A_FLOAT) {
        const auto given = whole_number({&atom, 1}, 0);
        place = given.value_or(-1);
        return place >= 0 && place < static_cast<double>(words.size());
    }
    const auto found = std::find(words.begin(), words.end(), pd::text_of(atom));
    place = static_cast<double>(found - words.begin());
    return found != words.end();
}

bool read_seed(const t_atom& atom, std::uint64_t& seed)
{
    if (atom.a_type == A_SYMBOL && std::string_view(atom.a_w.w_symbol->s_name) == kRandomSeed) {
        seed = std::random_device{}();
        return true;
    }
    const auto number = seed_in(atom);
    seed = number.value_or(0);
    return number.has_value();
}

}  // namespace

// ---- types ----------------------------------------------------------------------------------------------------------

Type nothing() { return {}; }

Type on_off() { return {.kind = Kind::kSwitch, .most = 1, .accepts = "0 or 1"}; }

Type whole(double least, double most) { return limited(Kind::kWhole, least, most, "a whole number"); }

Type number(double least, double most) { return limited(Kind::kNumber, least, most, "a number"); }

Type number(const char* accepts)
{
    return {.kind = Kind::kNumber, .least = -kNoLimit, .most = kNoLimit, .accepts = accepts};
}

Type symbol(const char* accepts) { return {.kind = Kind::kWord, .accepts = accepts}; }

Type name(const char* accepts) { return {.kind = Kind::kWord, .by_number = true, .accepts = accepts}; }

Type one_of(std::vector<std::string> words)
{
    std::string text = joined(words, ", ");
    return {.kind = Kind::kChoice, .words = std::move(words), .accepts = std::move(text)};
}

Type one_of_numbered(std::vector<std::string> words)
{
    std::string text = "it takes 0 to " + std::to_string(words.size() - 1) + " or a name: " + joined(words, " ");
    return {.kind = Kind::kChoice, .words = std::move(words), .by_number = true, .accepts = std::move(text)};
}

Type atoms(int least, int most, std::string accepts)
{
    return {.kind = Kind::kAtoms,
            .least = static_cast<double>(least),
            .most = static_cast<double>(most),
            .accepts = std::move(accepts)};
}

Type seed()
{
    return {.kind = Kind::kSeed,
            .most = 0x1p63,
            .accepts = "a whole number from 0 to 9223372036854775807, one beyond 16777216 as a symbol"};
}

Type optional(Type type)
{
    type.optional = true;
    return type;
}

// ---- tables ---------------------------------------------------------------------------------------------------------

const Row* Table::find(In in, const char* wanted) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
        return (row.in & in) != 0 && std::strcmp(row.name, wanted) == 0;
    });
    return found == rows.end() ? nullptr : &*found;
}

std::string Table::usage() const
{
    std::string line = name;
    bool has_flags = false;
    for (const Row& row : rows) {
        has_flags = has_flags || (row.in & kFlag) != 0;
        if ((row.in & kArgument) == 0) continue;
        line += row.required ? std::string(" <") + row.name + ">" : std::string(" [<") + row.name + ">]";
    }
    return has_flags ? line + " flags" : line;
}

// ---- reading --------------------------------------------------------------------------------------------------------

Result<Given> read(const Row& row, Atoms atoms)
{
    const Type& type = row.type;
    Given given{row, atoms};
    if (type.kind == Kind::kAtoms) {
        const auto count = static_cast<double>(atoms.size());
        if (count >= type.least && count <= type.most) return given;
        return Status::error(std::string(row.name) + " takes " + type.accepts);
    }
    if (type.kind == Kind::kNothing || (atoms.empty() && type.optional)) return given;
    if (atoms.empty()) return wrong(row, atoms);
    if (type.kind == Kind::kWord && pd::text_of(atoms).empty()) return wrong(row, {});
    const t_atom& atom = atoms[0];
    if (type.parse) {
        const auto parsed = type.parse(atom);
        if (!parsed) return parsed.status();
        given.number = *parsed;
        return given;
    }
    bool is_right = true;
    if (type.kind == Kind::kSwitch) {
        is_right = atom.a_type == A_FLOAT;
        given.number = static_cast<double>(atom_getfloat(&atom));
    }
    if (type.kind == Kind::kWhole || type.kind == Kind::kNumber) is_right = read_number(row, atom, given.number);
    if (type.kind == Kind::kChoice) is_right = read_choice(row, atom, given.number);
    if (type.kind == Kind::kSeed) is_right = read_seed(atom, given.seed);
    if (!is_right) return wrong(row, atoms);
    return given;
}

bool fits(const Row& row, const t_atom& atom)
{
    const Type& type = row.type;
    if (type.kind == Kind::kSeed || type.by_number) return true;
    const bool wants_number = type.kind == Kind::kWhole || type.kind == Kind::kNumber || type.kind == Kind::kSwitch;
    return wants_number == (atom.a_type == A_FLOAT);
}

bool fits_as_name(const Row& row, const t_atom& atom) { return row.type.kind == Kind::kWord && atom.a_type == A_FLOAT; }

}  // namespace latentjam::pd
