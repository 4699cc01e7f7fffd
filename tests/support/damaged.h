// Files as a bad disk or a broken download leaves them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <random>
#include <string>

namespace latentjam::test {

/// Every third one is cut off somewhere, the others have 1 to 8 bits that flipped.
inline std::string damaged(std::string content, int which, std::mt19937& random)
{
    if (which % 3 == 0) {
        content.resize(random() % content.size());
        return content;
    }
    for (unsigned flips = 0; flips < 1 + random() % 8; ++flips)
        content[random() % content.size()] ^= static_cast<char>(1U << (random() % 8));
    return content;
}

}  // namespace latentjam::test
