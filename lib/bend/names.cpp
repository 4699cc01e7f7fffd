// SPDX-License-Identifier: BSD-3-Clause
#include "bend/names.h"

#include "bend/word.h"

#include <algorithm>

namespace latentjam::bend {

bool matches(std::string_view pattern, std::string_view name) noexcept
{
    // Where the last star stood, and how much of the name it has taken so far.
    std::size_t p = 0, n = 0, star = std::string_view::npos, taken = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::vector<std::size_t> find_names(std::string_view meant, std::span<const std::string> names)
{
    const auto named = std::find(names.begin(), names.end(), meant);
    if (named != names.end()) return {static_cast<std::size_t>(named - names.begin())};
    if (const auto number = index_of(Word(std::string(meant)))) {
        const auto place = static_cast<std::size_t>(*number);
        return place < names.size() ? std::vector<std::size_t>{place} : std::vector<std::size_t>{};
    }
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (matches(meant, names[i])) found.push_back(i);
    return found;
}

std::string no_such_name(std::string_view meant, std::span<const std::string> names)
{
    const auto count = std::to_string(names.size());
    std::string text = "no parameter is called '" + std::string(meant) + "'";
    if (names.empty()) return text + ": the model has none that can be bent";
    std::string near;
    const auto dot = meant.rfind('.');
    const auto ending = dot == std::string_view::npos ? meant : meant.substr(dot + 1);
    for (const auto& name : names)
        if (near.size() < 80 && !ending.empty() && name.find(ending) != std::string::npos)
            near += (near.empty() ? "" : ", ") + name;
    return text + "; 'layers' lists all " + count + ", numbered from 0 (" + (near.empty() ? names.front() : near) +
           " ...)";
}

}  // namespace latentjam::bend
