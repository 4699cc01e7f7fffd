// What bends are written in: numbers and words, as a message or a line of a file has them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace latentjam::bend {

using Word = std::variant<double, std::string>;
using Words = std::vector<Word>;

/// The double that is written as shortly as this float is: 0.1, not 0.10000000149. Rounds to the same float.
double shortest(float number);

/// As a person writes it; a number has as many digits as it takes to read back the same one.
std::string text_of(const Word& word);

/// All of them, with spaces between.
std::string text_of(std::span<const Word> words);

/// Words at spaces and tabs; what reads as a finite number is one.
Words words_of(std::string_view line);

std::optional<double> number_of(const Word& word);

/// A whole number from 0 to 2^63 - 1, be it written as a word.
std::optional<std::uint64_t> seed_of(const Word& word);

/// The whole number 0 .. 2^31 - 1 that is written here.
std::optional<int> index_of(const Word& word);

}  // namespace latentjam::bend
