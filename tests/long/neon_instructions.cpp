// Runs one tile of a convolution so many times, in NEON or the compiler's own code: neon_instructions.sh counts.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/conv/tiles.h"

#include <cstdlib>
#include <string_view>
#include <vector>

using namespace latentjam::kernel::conv;

int main(int count, char** words)
{
    if (count < 5) return 1;
    const int rows = std::atoi(words[2]), columns = std::atoi(words[3]), times = std::atoi(words[4]);
    const auto size = [](int a, int b) { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); };
    const std::vector<float> weights(size(rows, kLanes), 0.5F), x(size(rows, columns), 0.25F);
    auto* sums = static_cast<float*>(std::aligned_alloc(64, size(columns, kLanes) * sizeof(float)));
    const Tiles tiles{weights.data(), x.data(), 0, columns, 1, rows, columns, sums};
    for (const auto& instructions : available_instructions())
        if (instructions.name == std::string_view(words[1])) {
            for (int i = 0; i < times; ++i) instructions.full(tiles);
            return sums[0] == static_cast<float>(rows) / 8 || times == 0 ? 0 : 2;
        }
    return 3;
}
