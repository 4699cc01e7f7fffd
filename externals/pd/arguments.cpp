// Atoms to words and numbers, and back.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/arguments.h"

#include "pd/host.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace latentjam::pd {

namespace {

bool is_flag(const t_atom& atom)
{
    return atom.a_type == A_SYMBOL && atom.a_w.w_symbol->s_name[0] == '-' && atom.a_w.w_symbol->s_name[1] != '\0';
}

auto find_flag(std::vector<t_atom>& atoms, const char* flag)
{
    return std::find_if(atoms.begin(), atoms.end(),
                        [&](const t_atom& atom) { return is_flag(atom) && atom.a_w.w_symbol == gensym(flag); });
}

}  // namespace

bool Arguments::take_flag(const char* flag)
{
    const auto found = find_flag(atoms_, flag);
    if (found == atoms_.end()) return false;
    atoms_.erase(found);
    return true;
}

std::optional<t_atom> Arguments::take_value(const char* flag)
{
    const auto found = find_flag(atoms_, flag);
    if (found == atoms_.end()) return std::nullopt;
    const auto value = std::next(found);
    if (value == atoms_.end() || is_flag(*value)) {
        errors_.push_back(std::string("flag ") + flag + " needs a value behind it");
        atoms_.erase(found);
        return std::nullopt;
    }
    const t_atom result = *value;
    atoms_.erase(found, std::next(value));
    return result;
}

std::optional<int> Arguments::take_int(const char* flag, int least, int most)
{
    const auto atom = take_value(flag);
    if (!atom) return std::nullopt;
    const double value = atom->a_type == A_FLOAT ? static_cast<double>(atom->a_w.w_float) : std::nan("");
    if (value >= least && value <= most && value == std::floor(value)) return static_cast<int>(value);
    errors_.push_back(std::string("flag ") + flag + " " + text_of(*atom) + ": a whole number from " +
                      std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
}

std::optional<std::uint64_t> Arguments::take_seed()
{
    const auto atom = take_value("-seed");
    if (!atom) return std::nullopt;
    const auto seed = seed_in(1, &*atom);
    if (seed) return *seed;
    errors_.push_back("-" + seed.message());
    return std::nullopt;
}

bool Arguments::take_multichannel()
{
    const bool wanted = take_flag("-m");
    if (wanted && !has_multichannel())
        errors_.push_back("-m needs Pd 0.54 or newer; this box has a cord for each channel");
    return wanted && has_multichannel();
}

std::optional<int> Arguments::take_channels(int most)
{
    const auto atom = take_next();
    if (!atom) return std::nullopt;
    const auto count = whole_number({&*atom, 1}, 0);
    if (count && *count >= 1 && *count <= most) return count;
    errors_.push_back(text_of(*atom) + " channels: a whole number from 1 to " + std::to_string(most));
    return std::nullopt;
}

std::optional<t_atom> Arguments::take_next()
{
    const auto found = std::find_if_not(atoms_.begin(), atoms_.end(), is_flag);
    if (found == atoms_.end()) return std::nullopt;
    const t_atom result = *found;
    atoms_.erase(found);
    return result;
}

const std::vector<std::string>& Arguments::errors()
{
    for (const auto& atom : std::exchange(atoms_, {}))
        errors_.push_back("creation argument '" + text_of(atom) + "' is not known here");
    return errors_;
}

std::optional<int> whole_number(int argc, const t_atom* argv, int index)
{
    return whole_number(Atoms(argv, static_cast<std::size_t>(argc)), static_cast<std::size_t>(index));
}

Result<std::uint64_t> seed_in(int argc, const t_atom* argv)
{
    if (argc > 0)
        if (const auto seed = seed_in(argv[0])) return *seed;
    const std::string word = argc > 0 ? text_of(argv[0]) : "";
    return Status::error("seed " + (word.empty() ? "without a value" : word) + ": a whole number from 0 to " +
                         std::to_string((std::uint64_t{1} << 63) - 1) + ", one beyond 16777216 as a symbol");
}

}  // namespace latentjam::pd
