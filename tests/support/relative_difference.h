// How far two blocks of sound or latents are from each other, for two runtimes that play the same.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace latentjam::test {

/// The largest difference, relative to the RMS of `b`; at least -80 dB counts as level. `a` is no shorter than `b`.
inline double relative_difference(const std::vector<float>& a, const std::vector<float>& b)
{
    double squares = 0, largest = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        squares += static_cast<double>(b[i]) * static_cast<double>(b[i]);
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    }
    return largest / std::max(std::sqrt(squares / static_cast<double>(b.size())), 1e-4);
}

}  // namespace latentjam::test
