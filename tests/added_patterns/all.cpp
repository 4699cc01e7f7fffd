// The list of all patterns with two more. It is linked in place of lib/pattern/kinds/all.cpp.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/registry.h"

namespace latentjam::pattern {

extern const Kind kLoop, kFibo, kOrale, kBlender, kSwapper, kStutter, kWeave;

std::span<const Kind* const> kinds() noexcept
{
    static constexpr const Kind* kAll[] = {&kLoop, &kFibo, &kOrale, &kBlender, &kSwapper, &kStutter, &kWeave};
    return kAll;
}

}  // namespace latentjam::pattern
