// Random values as Martin Heinze's patches draw them: evenly, or as the mean of four dice.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "random/random.h"

namespace latentjam::kit {

enum class Dice { kUniform, kBell };

/// -1 to 0.999 in steps of 0.001. The bell is the mean of four: deviation 0.289. [any]
inline double roll(random::Random& random, Dice dice) noexcept
{
    if (dice == Dice::kUniform) return static_cast<double>(random.integer(-1000, 1000)) * 0.001;
    std::int64_t sum = 0;
    for (int i = 0; i < 4; ++i) sum += random.integer(-1000, 1000);
    return static_cast<double>(sum) * 0.00025;
}

}  // namespace latentjam::kit
