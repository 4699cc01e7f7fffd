// Python's words, as far as torch writes them.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/lexer.h"

#include "infer/native/value/script_error.h"

#include <charconv>
#include <cstdlib>

namespace latentjam::infer::native {

namespace {

using Kind = Token::Kind;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> run()
    {
        while (at_ < text_.size()) line();
        for (; indents_.size() > 1; indents_.pop_back()) add(Kind::kDedent);
        add(Kind::kEnd);
        return std::move(tokens_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const
    {
        throw ScriptError("line " + std::to_string(number_) + ": " + what);
    }

    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    Token& add(Kind kind, std::string_view text = {})
    {
        auto& token = tokens_.emplace_back();
        token.kind = kind;
        token.text = text;
        token.line = number_;
        return token;
    }

    void line()
    {
        std::size_t indent = 0;
        while (peek() == ' ') ++at_, ++indent;
        if (peek() != '\n' && peek() != '#' && peek() != '\r') {
            if (indent > indents_.back()) {
                indents_.push_back(indent);
                add(Kind::kIndent);
            }
            for (; indent < indents_.back(); indents_.pop_back()) add(Kind::kDedent);
            if (indent != indents_.back()) fail("an indentation that fits no block");
        }
        const auto before = tokens_.size();
        while (at_ < text_.size() && (peek() != '\n' || nesting_ > 0)) word();
        ++at_;
        if (tokens_.size() > before) add(Kind::kNewLine);
        ++number_;
    }

    void word()
    {
        const char c = peek();
        if (c == '\n') ++number_;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            ++at_;
        } else if (c == '#') {
            while (at_ < text_.size() && peek() != '\n') ++at_;
        } else if (is_letter(c)) {
            const auto begin = at_;
            while (is_letter(peek()) || is_digit(peek())) ++at_;
            add(Kind::kName, text_.substr(begin, at_ - begin));
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            digits();
        } else if (c == '"' || c == '\'') {
            string(c);
        } else {
            sign(c);
        }
    }

    void digits()
    {
        const auto begin = at_;
        bool is_real = false;
        while (is_digit(peek()) || peek() == '.' || peek() == 'e' || peek() == 'E' ||
               ((peek() == '-' || peek() == '+') && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E'))) {
            is_real = is_real || !is_digit(peek());
            ++at_;
        }
        const auto text = text_.substr(begin, at_ - begin);
        auto& token = add(is_real ? Kind::kFloat : Kind::kInt, text);
        const auto* last = text.data() + text.size();
        const auto result = is_real ? std::from_chars(text.data(), last, token.real)
                                    : std::from_chars(text.data(), last, token.integer);
        const bool is_whole = result.ptr == last || (is_real && result.ptr + 1 == last && *result.ptr == '.');
        if (result.ec == std::errc::invalid_argument || !is_whole) fail("a number that is not understood");
        if (result.ec == std::errc::result_out_of_range) {
            if (!is_real) fail("a whole number of more than 64 bits");
            token.real = std::strtod(token.text.c_str(), nullptr);  // infinite, or too small to tell from 0
        }
    }

    void string(char quote)
    {
        std::string content;
        for (++at_; peek() != quote; ++at_) {
            if (at_ >= text_.size() || peek() == '\n') fail("a text without end");
            if (peek() != '\\') {
                content += peek();
                continue;
            }
            ++at_;
            content += escaped();
        }
        ++at_;
        add(Kind::kString, content);
    }

    void skip_digits()
    {
        at_ += 2;
        if (at_ >= text_.size()) fail("a text without end");
    }

    char escaped()
    {
        switch (const char c = peek()) {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'a':
                return '\a';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'x':
                skip_digits();
                return static_cast<char>(std::strtol(std::string(text_.substr(at_ - 1, 2)).c_str(), nullptr, 16));
            default:
                if (c < '0' || c > '7') return c;
                skip_digits();  // three octal ones
                return static_cast<char>(std::strtol(std::string(text_.substr(at_ - 2, 3)).c_str(), nullptr, 8));
        }
    }

    void sign(char c)
    {
        if (c == '(' || c == '[' || c == '{') ++nesting_;
        if ((c == ')' || c == ']' || c == '}') && nesting_ > 0) --nesting_;
        const bool is_arrow = c == '-' && peek(1) == '>';
        add(Kind::kSign, text_.substr(at_, is_arrow ? 2 : 1));
        at_ += is_arrow ? 2 : 1;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int number_ = 1;
    int nesting_ = 0;
    std::vector<std::size_t> indents_{0};
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Lexer(text).run(); }

}  // namespace latentjam::infer::native
