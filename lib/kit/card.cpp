// Finds the names without reading the rest.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/card.h"

#include <cstddef>

namespace latentjam::kit {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// The place behind the next `letter`, if only spaces come before it; npos otherwise.
std::size_t behind(std::string_view text, std::size_t at, char letter)
{
    at = text.find_first_not_of(kSpace, at);
    return at != std::string_view::npos && text[at] == letter ? at + 1 : std::string_view::npos;
}

}  // namespace

std::vector<std::string> names_in_card(std::string_view text)
{
    std::vector<std::string> names;
    constexpr std::string_view kKey = "\"name\"";
    std::size_t at = text.find("\"latents\"");
    while (at != std::string_view::npos && (at = text.find(kKey, at)) != std::string_view::npos) {
        at += kKey.size();
        const std::size_t colon = behind(text, at, ':');
        if (colon == std::string_view::npos) continue;
        const std::size_t begin = behind(text, colon, '"');
        if (begin == std::string_view::npos) continue;
        const std::size_t end = text.find('"', begin);
        if (end == std::string_view::npos) break;
        names.emplace_back(text.substr(begin, end - begin));
        at = end + 1;
    }
    return names;
}

}  // namespace latentjam::kit
