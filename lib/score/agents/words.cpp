// Words, numbers and times of a score.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace latentjam::score::agents {

std::optional<double> number_of(std::string_view word)
{
    if (word.starts_with('+')) word.remove_prefix(1);
    if (word.empty() || word == "-") return std::nullopt;
    const std::size_t first = word[0] == '-' ? 1 : 0;
    if (word[first] != '.' && (word[first] < '0' || word[first] > '9')) return std::nullopt;  // no inf, nan, --1
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<double> time_of(std::string_view word)
{
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 4) return std::nullopt;
    for (const char c : word.substr(0, colon))
        if (c < '0' || c > '9') return std::nullopt;
    const std::string_view rest = word.substr(colon + 1);
    if (rest.size() < 2 || rest[0] < '0' || rest[0] > '9' || rest[1] < '0' || rest[1] > '9') return std::nullopt;
    if (rest.find_first_of("eE") != std::string_view::npos) return std::nullopt;
    const auto minutes = number_of(word.substr(0, colon)), seconds = number_of(rest);
    if (!minutes || !seconds || *seconds >= 60) return std::nullopt;
    return *minutes * 60 + *seconds;
}

std::string text_of(double number)
{
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? std::string(text.data(), end) : std::string("0");
}

std::string time_text(double seconds)
{
    const double minutes = std::floor(seconds / 60);
    const double rest = seconds - minutes * 60;
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), rest, std::chars_format::fixed);
    const std::string digits = error == std::errc() ? std::string(text.data(), end) : std::string("0");
    return text_of(minutes) + ":" + (rest < 10 ? "0" : "") + digits;
}

Status wrong_word(std::string_view word, const std::string& remedy)
{
    return Status::error(word.empty() ? "the line ends too early: " + remedy
                                      : "'" + std::string(word) + "': " + remedy);
}

Words::Words(std::string_view line)
{
    line = line.substr(0, line.find('#'));
    constexpr std::string_view kSpaces = " \t\r\n\v\f";
    while (true) {
        const std::size_t begin = line.find_first_not_of(kSpaces);
        if (begin == std::string_view::npos) break;
        line.remove_prefix(begin);
        const std::size_t end = std::min(line.find_first_of(kSpaces), line.size());
        words_.emplace_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

bool Words::take(std::string_view word)
{
    const bool is_it = !is_empty() && words_[at_] == word;
    if (is_it) ++at_;
    return is_it;
}

Result<double> Words::number(const char* name, double least, double most)
{
    const auto number = number_of(peek());
    if (!number || *number < least || *number > most)
        return wrong_word(peek(), std::string(name) + " is a number from " + text_of(least) + " to " + text_of(most));
    ++at_;
    return *number;
}

Result<double> Words::whole(const char* name, double least, double most)
{
    const auto number = number_of(peek());
    if (!number || *number < least || *number > most || *number != std::floor(*number))
        return wrong_word(peek(),
                          std::string(name) + " is a whole number from " + text_of(least) + " to " + text_of(most));
    ++at_;
    return *number;
}

Result<double> Words::time(const char* name)
{
    const auto time = time_of(peek());
    if (!time) return wrong_word(peek(), std::string(name) + " is a time, minutes:seconds as in 1:05 or 0:02.5");
    ++at_;
    return *time;
}

Status Words::end() const
{
    if (is_empty()) return {};
    return wrong_word(peek(), "nothing is expected here; one command stands on a line");
}

Words Words::cut_from(std::string_view word)
{
    const auto begin = words_.begin() + static_cast<std::ptrdiff_t>(at_);
    const auto found = std::find(begin, words_.end(), word);
    Words rest(std::vector<std::string>(found, words_.end()));
    words_.erase(found, words_.end());
    return rest;
}

}  // namespace latentjam::score::agents
