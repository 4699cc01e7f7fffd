// All kinds of patterns. Messages, options, errors, patches, help and docs take their lists from here.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/kind.h"

#include <span>
#include <string>
#include <string_view>

namespace latentjam::pattern {

/// In the order in which they are listed everywhere; the first is the default. It stands in kinds/all.cpp. [any]
std::span<const Kind* const> kinds() noexcept;

/// Null for a word that is none of them. [any]
const Kind* kind_named(std::string_view name) noexcept;

/// For errors: "loop, fibo, ...". [any]
std::string kind_names();

}  // namespace latentjam::pattern
