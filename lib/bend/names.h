// Which parameters are meant: by name, by number, or by a pattern.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::bend {

/// `*` stands for any letters, also none, `?` for one. [any]
bool matches(std::string_view pattern, std::string_view name) noexcept;

/// The places of the names that are meant: the name itself, its number from 0, or what fits a pattern. A name that is
/// there wins over a number or a pattern. Empty when there is none. [any]
std::vector<std::size_t> find_names(std::string_view meant, std::span<const std::string> names);

/// The line for a name that is nowhere, with those that are nearest to it.
std::string no_such_name(std::string_view meant, std::span<const std::string> names);

}  // namespace latentjam::bend
