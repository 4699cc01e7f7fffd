// Which numbers of a running count matter: Fibonacci, Lucas, Padovan, primes, or any list.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <span>
#include <string_view>
#include <vector>

namespace latentjam::score::fibonacci {

/// Counts run from 1 to at most this.
inline constexpr int kHighestCount = 10000;

/// Where a count wraps unless told otherwise: the top of the Fibonacci Jungle.
inline constexpr int kUsualTop = 34;

/// The members from 1 to `top` of a sequence by name: fibonacci, lucas, padovan or primes; ascending, each once.
/// Empty when all are above `top`. Precondition: top <= kHighestCount. [any]
Result<std::vector<int>> members_of(std::string_view name, int top);

/// The same for any list: whole numbers from 1 to kHighestCount, at least one, in any order. [any]
Result<std::vector<int>> members_of(std::span<const double> list);

}  // namespace latentjam::score::fibonacci
