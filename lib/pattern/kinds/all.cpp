// The list of all patterns: each is a constant in the file of its name.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/registry.h"

namespace latentjam::pattern {

extern const Kind kLoop, kFibo, kOrale, kBlender, kSwapper;

std::span<const Kind* const> kinds() noexcept
{
    static constexpr const Kind* kAll[] = {&kLoop, &kFibo, &kOrale, &kBlender, &kSwapper};
    return kAll;
}

}  // namespace latentjam::pattern
