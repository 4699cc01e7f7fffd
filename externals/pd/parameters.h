// One table per object: its flags, arguments, messages and info lines, with their limits and one sentence each.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pd/atoms.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace latentjam::pd {

class Object;
struct Row;

// ---- types of values ------------------------------------------------------------------------------------------------

inline constexpr double kMostInt = std::numeric_limits<int>::max();
inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();

enum class Kind { kNothing, kSwitch, kWhole, kNumber, kSeed, kWord, kChoice, kAtoms };

/// What a row takes. `accepts` says it in words, for errors and the reference.
struct Type {
    Kind kind = Kind::kNothing;
    double least = 0;                               ///< of a number, or of how many atoms
    double most = 0;                                ///< the same
    std::vector<std::string> words{};               ///< of a choice, whose value is the place among them
    bool by_number = false;                         ///< a choice may also be made by its place; a name may be a number
    bool optional = false;                          ///< a message may come without it
    Result<int> (*parse)(const t_atom&) = nullptr;  ///< of whole numbers that have names; its error is kept as it is
    std::string accepts{};
};

Type nothing();
Type on_off();
Type whole(double least, double most);
Type number(double least, double most);

/// Any number; what it must be is checked where it is taken.
Type number(const char* accepts);
Type symbol(const char* accepts);

/// Of a file, a latent, an array: a number is a name too (909), and in a message all words together are one.
Type name(const char* accepts);
Type one_of(std::vector<std::string> words);
Type one_of_numbered(std::vector<std::string> words);

/// `accepts` completes "... takes" and names each of the atoms.
Type atoms(int least, int most, std::string accepts);
inline constexpr int kAnyNumber = std::numeric_limits<int>::max();

/// Seeds: a model's own noise differs every time unless it is told a seed (fallback kRandomSeed); whatever composes or
/// draws latents begins with a fixed seed (kUsualSeed, UnRAVEl's; fibojungle 1, as its track is written down), so that
/// a patch plays the same piece again.
Type seed();
inline constexpr const char* kUsualSeed = "42";
inline constexpr const char* kRandomSeed = "random";

Type optional(Type type);

// ---- rows -----------------------------------------------------------------------------------------------------------

/// A value that fits its row.
struct Given {
    const Row& row;
    Atoms atoms;
    double number = 0;
    std::uint64_t seed = 0;

    template <typename T>
    T as() const;
};

using Take = Status (*)(Object&, const Given&);
using Act = void (*)(Object&);
using Tell = void (*)(const Object&, const char* name);

/// Where a row is found.
enum In : unsigned { kMessage = 1, kFlag = 2, kArgument = 4, kInfo = 8 };

struct Row {
    const char* name = "";
    Type type{};
    std::string fallback{};  ///< taken at creation unless something else is given; "": nothing is taken
    const char* unit = "";
    const char* text = "";
    unsigned in = kMessage;
    const char* alias = nullptr;     ///< of the flag
    const char* required = nullptr;  ///< the question when the argument is missing; "": another row asks it

    Take take = nullptr;  ///< sets it
    Act then = nullptr;   ///< after a message has set it
    Tell tell = nullptr;  ///< its info line after `bang`
};

struct Table {
    const char* name;
    const char* text;
    std::vector<Row> rows;
    bool fails_batch = false;                                  ///< its errors make `pd -batch` end with status 1
    bool in_background = false;                                ///< its messages hand work to the workers
    Status (*otherwise)(Object&, t_symbol*, Atoms) = nullptr;  ///< any other message
    const char* others = "";                                   ///< which ones, for the error
    const char* help = nullptr;                                ///< whose help patch describes it, if not its own

    const Row* find(In in, const char* name) const;

    /// "rave~ <model> [<method>] [<bufsize>] flags".
    std::string usage() const;
};

/// Checks `atoms` against the row. The error names the row, the value and what is accepted.
Result<Given> read(const Row& row, Atoms atoms);

/// True when a creation argument can be meant for the row.
bool fits(const Row& row, const t_atom& atom);

/// Where no row wants the number: it may be a name, as in [latent 909].
bool fits_as_name(const Row& row, const t_atom& atom);

template <typename T>
T Given::as() const
{
    if constexpr (std::is_same_v<T, Given>)
        return *this;
    else if constexpr (std::is_same_v<T, Atoms>)
        return atoms;
    else if constexpr (std::is_same_v<T, t_symbol*>)
        return gensym(as<std::string>().c_str());
    else if constexpr (std::is_same_v<T, std::string>)
        return row.type.by_number ? text_of(atoms) : text_of(atoms.first(atoms.empty() ? 0 : 1));
    else if constexpr (std::is_same_v<T, bool>)
        return number != 0;
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return row.type.kind == Kind::kSeed ? seed : static_cast<T>(number);  // elsewhere it is a size
    else if constexpr (std::is_enum_v<T>)
        return static_cast<T>(static_cast<int>(number));
    else if constexpr (std::is_arithmetic_v<T>)
        return static_cast<T>(number);
    else
        return atoms.empty() ? T() : T(as<typename T::value_type>());  // optional
}

}  // namespace latentjam::pd
