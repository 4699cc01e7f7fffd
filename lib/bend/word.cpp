// SPDX-License-Identifier: BSD-3-Clause
#include "bend/word.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace latentjam::bend {

namespace {

template <typename Number>
std::optional<Number> parsed(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Word word_of(std::string_view text)
{
    const auto number = parsed<double>(text.starts_with('+') ? text.substr(1) : text);
    // Only what begins like a number is one: "inf", "nan" and "infinity" are words.
    const bool is_number =
        number && std::isfinite(*number) && text.find_first_of("0123456789") != std::string_view::npos;
    return is_number ? Word(*number) : Word(std::string(text));
}

}  // namespace

double shortest(float number)
{
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    const auto read = parsed<double>(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
    return error == std::errc() && read ? *read : static_cast<double>(number);
}

std::string text_of(const Word& word)
{
    if (const auto* text = std::get_if<std::string>(&word)) return *text;
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), std::get<double>(word));
    return error == std::errc() ? std::string(digits.data(), end) : std::string("0");
}

std::string text_of(std::span<const Word> words)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + text_of(word);
    return text;
}

Words words_of(std::string_view line)
{
    constexpr std::string_view kSpaces = " \t\r";
    Words words;
    for (auto begin = line.find_first_not_of(kSpaces); begin != std::string_view::npos;) {
        const auto end = std::min(line.find_first_of(kSpaces, begin), line.size());
        words.push_back(word_of(line.substr(begin, end - begin)));
        begin = line.find_first_not_of(kSpaces, end);
    }
    return words;
}

std::optional<double> number_of(const Word& word)
{
    const auto* number = std::get_if<double>(&word);
    return number ? std::optional(*number) : std::nullopt;
}

std::optional<std::uint64_t> seed_of(const Word& word)
{
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (const auto* text = std::get_if<std::string>(&word)) {
        const auto seed = parsed<std::uint64_t>(*text);
        return seed && *seed <= kLargest ? seed : std::nullopt;
    }
    const double number = std::get<double>(word);
    if (number < 0 || number >= 0x1p63 || number != std::floor(number)) return std::nullopt;
    return static_cast<std::uint64_t>(number);
}

std::optional<int> index_of(const Word& word)
{
    const auto number = seed_of(word);
    if (!number || *number > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return std::nullopt;
    return static_cast<int>(*number);
}

}  // namespace latentjam::bend
