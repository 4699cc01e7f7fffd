// NaN among numbers of any type.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <type_traits>

namespace latentjam::infer::native {

/// False for whole numbers. [any]
template <typename T>
bool is_nan(T value) noexcept
{
    if constexpr (std::is_floating_point_v<T>)
        return std::isnan(value);
    else
        return false;
}

}  // namespace latentjam::infer::native
