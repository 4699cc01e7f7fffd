// Tokens and expressions: what the parser of statements builds on.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/script/lexer.h"
#include "infer/native/script/syntax.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace latentjam::infer::native {

/// Recursive descent over the few forms that torch writes. Nesting is limited, because it is the stack's.
class ExpressionParser {
protected:
    using Kind = Token::Kind;
    static constexpr int kDeepest = 200;  // expressions and blocks in one another

    ExpressionParser(std::string_view text, std::string file) : source_(std::make_unique<Source>())
    {
        source_->file = std::move(file);
        tokens_ = tokens_of(text);
    }

    class Deeper {
    public:
        explicit Deeper(ExpressionParser& parser) : parser_(parser)
        {
            if (++parser_.depth_ > kDeepest) parser_.fail("too deeply nested");
        }
        ~Deeper() { --parser_.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;

    private:
        ExpressionParser& parser_;
    };

    [[noreturn]] void fail(const std::string& what) const
    {
        throw ScriptError("line " + std::to_string(now().line) + ": " + what);
    }

    // tokens

    const Token& now() const { return tokens_[at_]; }
    const Token& next(std::size_t ahead = 1) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
    bool is_name(std::string_view name) const { return now().kind == Kind::kName && now().text == name; }
    static bool is_sign(const Token& token, std::string_view sign)
    {
        return token.kind == Kind::kSign && token.text == sign;
    }
    bool is_sign(std::string_view sign) const { return is_sign(now(), sign); }

    Token take()
    {
        if (now().kind == Kind::kEnd) fail("the script ends too early");
        return tokens_[at_++];
    }

    bool skip(Kind kind)
    {
        if (now().kind != kind) return false;
        if (kind != Kind::kEnd) ++at_;
        return true;
    }

    bool skip(std::string_view sign)
    {
        if (!is_sign(sign)) return false;
        ++at_;
        return true;
    }

    bool skip_name(std::string_view name)
    {
        if (!is_name(name)) return false;
        ++at_;
        return true;
    }

    void want(std::string_view sign)
    {
        if (!skip(sign)) fail("'" + std::string(sign) + "' is missing before '" + now().text + "'");
    }

    void want(Kind kind, const char* what)
    {
        if (!skip(kind)) fail(std::string(what) + " is missing before '" + now().text + "'");
    }

    std::string take_name()
    {
        if (now().kind != Kind::kName) fail("a name is missing before '" + now().text + "'");
        return take().text;
    }

    void skip_line()
    {
        while (now().kind != Kind::kNewLine && now().kind != Kind::kEnd) take();
    }

    Place place() const { return {&source_->file, now().line}; }

    // "Dict[str, Tensor]" as text.
    std::string take_type()
    {
        const Deeper deeper(*this);
        auto text = now().kind == Kind::kString ? take().text : take_name();
        while (skip(".")) text += "." + take_name();
        if (!skip("[")) return text;
        text += "[";
        while (!skip("]")) {
            text += is_sign("(") || now().kind == Kind::kInt ? take().text : is_sign(")") ? take().text : take_type();
            if (skip(",")) text += ", ";
        }
        return text + "]";
    }

    std::size_t local(const std::string& name) { return locals_.emplace(name, locals_.size()).first->second; }

    // expressions

    Expression parse_expression();

    /// Several with commas between them are a tuple.
    Expression parse_expression_list();

    std::unique_ptr<Source> source_;
    std::unordered_map<std::string, std::size_t> locals_;

private:
    Expression made(Expression::Kind kind) const;
    Expression constant_of(Value value) const;
    Expression measured(Expression e) const;
    Expression negative(Expression e);
    Expression parse_primary();
    Expression parse_parenthesis();
    void parse_arguments(Expression& call);
    Expression operation(std::string name);
    Expression parse_named(const std::string& name);
    Expression parse_path(std::string path);

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace latentjam::infer::native
