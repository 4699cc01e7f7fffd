// The words of a score's line, taken one by one, and the numbers and times among them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::score::agents {

/// A finite number, written with a point and without thousands' signs.
std::optional<double> number_of(std::string_view word);

/// "8:56", "0:04.5"; seconds below 60. In seconds.
std::optional<double> time_of(std::string_view word);

/// The shortest text that reads back as the same number.
std::string text_of(double number);

/// As time_of() reads it.
std::string time_text(double seconds);

/// The error for one word: "'word': remedy".
Status wrong_word(std::string_view word, const std::string& remedy);

/// A line's words up to its comment. What is taken is checked; errors name the word. [setup]
class Words {
public:
    explicit Words(std::string_view line);
    explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}

    bool is_empty() const noexcept { return at_ == words_.size(); }

    /// "" at the end.
    std::string_view peek() const noexcept { return is_empty() ? std::string_view() : words_[at_]; }
    std::string take() { return is_empty() ? std::string() : words_[at_++]; }

    /// Takes the word if it is this one.
    bool take(std::string_view word);

    Result<double> number(const char* name, double least, double most);
    Result<double> whole(const char* name, double least, double most);
    Result<double> time(const char* name);

    /// Ok at the end; else an error about the surplus word.
    Status end() const;

    /// The last words from `word` on, cut off this line; none if the word is not among those left.
    Words cut_from(std::string_view word);

private:
    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

}  // namespace latentjam::score::agents
