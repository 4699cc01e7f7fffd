// Creation arguments and message arguments, read the same way by every object.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pd/atoms.h"

#include <m_pd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace latentjam::pd {

/// What follows an object's name in its box: flags, flags with a value, and the rest in order.
class Arguments {
public:
    Arguments(int argc, const t_atom* argv) : atoms_(argv, argv + argc) {}

    /// Removes `flag` and says whether it was there.
    bool take_flag(const char* flag);

    /// Removes `flag` and the atom behind it. Nothing when absent; a flag without a value leaves an error.
    std::optional<t_atom> take_value(const char* flag);
    std::optional<int> take_int(const char* flag, int least, int most);

    /// "-seed n".
    std::optional<std::uint64_t> take_seed();

    /// "-m": one inlet or outlet for all channels. Before Pd 0.54 that is an error, and false.
    bool take_multichannel();

    /// Removes the next atom that is no flag: a number of channels, 1 to `most`.
    std::optional<int> take_channels(int most);

    /// Removes and returns the next atom that is no flag.
    std::optional<t_atom> take_next();

    /// Flags that nobody took, and what was wrong with those taken; empty when all is well.
    const std::vector<std::string>& errors();

private:
    std::vector<t_atom> atoms_;
    std::vector<std::string> errors_;
};

/// The whole number at `index` of a message; nothing when it is missing, no number, or too large for an int.
std::optional<int> whole_number(int argc, const t_atom* argv, int index);

/// The seed that a message begins with, 0 to 2^63 - 1: a float that is a whole number, or, since a float tells all of
/// them apart to 2^24 only, a word of digits. The error names what was there.
Result<std::uint64_t> seed_in(int argc, const t_atom* argv);

}  // namespace latentjam::pd
