// One line of a message that may have many.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/model/guard.h"

#include <algorithm>

namespace latentjam::infer::native {

std::string one_line(std::string text)
{
    constexpr std::size_t kLongest = 300;
    const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_blank));
    text.resize(std::min(text.find('\n'), text.size()));
    while (!text.empty() && is_blank(text.back())) text.pop_back();
    if (text.size() > kLongest) text = text.substr(0, kLongest - 3) + "...";
    return text.empty() ? "unknown error" : text;
}

}  // namespace latentjam::infer::native
