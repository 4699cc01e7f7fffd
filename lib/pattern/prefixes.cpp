// Sums of Fibonacci numbers.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/prefixes.h"

#include <algorithm>

namespace latentjam::pattern {

Prefixes::Prefixes(int length)
{
    begins_.push_back(0);
    for (std::int64_t here = 1, next = 2; here <= length;) {
        begins_.push_back(begins_.back() + here);
        const std::int64_t after = here + next;
        here = next;
        next = after;
    }
}

std::int64_t Prefixes::loop_at(std::int64_t frame) const noexcept
{
    return std::upper_bound(begins_.begin(), begins_.end(), frame) - begins_.begin() - 1;
}

}  // namespace latentjam::pattern
