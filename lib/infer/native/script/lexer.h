// Cuts the text of a script into words, numbers and signs; indentation becomes signs of its own.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer::native {

struct Token {
    enum class Kind : std::uint8_t { kName, kInt, kFloat, kString, kSign, kNewLine, kIndent, kDedent, kEnd };
    Kind kind = Kind::kEnd;
    std::string text;  ///< of a string: what it means
    std::int64_t integer = 0;
    double real = 0;
    int line = 1;
};

/// Throws ScriptError, which names the line. Time and memory are proportional to the text. [worker]
std::vector<Token> tokens_of(std::string_view text);

}  // namespace latentjam::infer::native
