// Endings are ASCII.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/ending.h"

#include <algorithm>

namespace latentjam {

namespace {
char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }
}  // namespace

bool has_ending(std::string_view path, std::string_view ending)
{
    if (path.size() < ending.size()) return false;
    return std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string with_ending(std::string path, std::string_view ending)
{
    if (!has_ending(path, ending)) path += ending;
    return path;
}

std::string without_ending(std::string path, std::string_view ending)
{
    if (has_ending(path, ending)) path.resize(path.size() - ending.size());
    return path;
}

}  // namespace latentjam
