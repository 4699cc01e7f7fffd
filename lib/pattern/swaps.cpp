// Drawing all swaps in advance, so that any step can be looked up.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/swaps.h"

#include "random/random.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace latentjam::pattern {

Swaps::Swaps(int length, int dims, std::uint64_t seed)
{
    random::Random random(seed);
    drawn_.reserve(static_cast<std::size_t>(length));
    for (int step = 0; step < length; ++step) {
        const int row = static_cast<int>(random.integer(0, length));
        drawn_.push_back({row, static_cast<int>(random.integer(0, dims))});
    }

    std::vector<int> steps(drawn_.size());
    std::iota(steps.begin(), steps.end(), 0);
    std::sort(steps.begin(), steps.end(),
              [&](int a, int b) { return std::tuple(row(a), dim(a), a) < std::tuple(row(b), dim(b), b); });
    begins_.assign(static_cast<std::size_t>(length) + 1, 0);
    for (const int step : steps) {
        swaps_.push_back({dim(step), step});
        ++begins_[static_cast<std::size_t>(row(step)) + 1];
    }
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
}

std::span<const Swaps::Swap> Swaps::of_row(int row) const noexcept
{
    const std::size_t begin = begins_[static_cast<std::size_t>(row)], end = begins_[static_cast<std::size_t>(row) + 1];
    return {swaps_.data() + begin, end - begin};
}

}  // namespace latentjam::pattern
