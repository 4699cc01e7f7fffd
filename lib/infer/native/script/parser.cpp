// Classes, functions and statements.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/parser.h"

#include "infer/native/script/expressions.h"

#include <utility>

namespace latentjam::infer::native {

namespace {

class Parser : private ExpressionParser {
public:
    Parser(std::string_view text, std::string file) : ExpressionParser(text, std::move(file)) {}

    std::unique_ptr<Source> run()
    {
        while (now().kind != Kind::kEnd) {
            if (skip(Kind::kNewLine)) continue;
            if (is_name("class"))
                parse_class();
            else if (is_name("def"))
                add_function(source_->functions);
            else
                skip_line();  // an import
        }
        return std::move(source_);
    }

private:
    // classes

    void parse_class()
    {
        take();
        auto type = std::make_unique<Class>();
        const auto name = take_name();
        want("(");
        while (!skip(")")) take();
        want(":");
        want(Kind::kNewLine, "a new line");
        want(Kind::kIndent, "an indented block");
        while (!skip(Kind::kDedent)) {
            if (skip(Kind::kNewLine)) continue;
            if (now().kind == Kind::kEnd) break;
            parse_member(*type);
        }
        source_->classes[name] = std::move(type);
    }

    void parse_member(Class& type)
    {
        if (is_name("def")) return add_function(type.methods);
        if (is_name("pass")) return skip_line();
        const auto name = take_name();
        if (name == "__annotations__" && skip("[")) {  // ["0"] = type: a name that is no word
            if (now().kind == Kind::kString) type.attributes.push_back(take().text);
            while (now().kind != Kind::kNewLine && now().kind != Kind::kEnd) take();
            return;
        }
        if (skip("=")) {
            const auto names = parse_expression();
            if (name == "__parameters__") type.parameters = texts(names);
            if (name == "__buffers__") type.buffers = texts(names);
            return;
        }
        want(":");
        const auto kind = take_type();
        if (skip("=")) {
            const auto value = parse_expression();
            type.constants[name] = constant(value);
        } else {
            type.attributes.push_back(name);
        }
    }

    static std::vector<std::string> texts(const Expression& list)
    {
        std::vector<std::string> all;
        for (const auto& item : list.parts)
            if (item.constant.is_string()) all.push_back(item.constant.text());
        return all;
    }

    // A literal's value; None for what has to be computed.
    static Value constant(const Expression& e)
    {
        if (e.kind != Expression::Kind::kList && e.kind != Expression::Kind::kTuple) return e.constant;
        std::vector<Value> items;
        for (const auto& part : e.parts) items.push_back(constant(part));
        return e.kind == Expression::Kind::kList ? Value::list(std::move(items)) : Value::tuple(std::move(items));
    }

    // functions

    template <typename Functions>
    void add_function(Functions& functions)
    {
        take();
        auto function = std::make_unique<Function>();
        function->place = place();
        function->name = take_name();
        locals_.clear();
        want("(");
        while (!skip(")")) {
            FunctionParameter parameter;
            parameter.name = take_name();
            if (skip(":")) parameter.type = take_type();
            if (skip("=")) parameter.standard = parse_expression();
            if (!locals_.emplace(parameter.name, locals_.size()).second)
                fail("the parameter " + parameter.name + " is there twice");
            function->parameters.push_back(std::move(parameter));
            if (!is_sign(")")) want(",");
        }
        if (skip("->")) take_type();
        want(":");
        function->body = parse_block();
        function->slots = locals_.size();
        const auto name = function->name;
        functions[name] = std::move(function);
    }

    Block parse_block()
    {
        const Deeper deeper(*this);
        want(Kind::kNewLine, "a new line");
        want(Kind::kIndent, "an indented block");
        Block block;
        while (!skip(Kind::kDedent)) {
            if (skip(Kind::kNewLine) || skip_name("pass")) continue;
            if (now().kind == Kind::kEnd) break;
            block.push_back(parse_statement());
        }
        return block;
    }

    Statement parse_statement()
    {
        Statement s;
        s.place = place();
        if (skip_name("if")) {
            s.kind = Statement::Kind::kIf;
            s.value = parse_expression();
            want(":");
            s.body = parse_block();
            if (skip_name("else")) {
                want(":");
                s.other = parse_block();
            }
        } else if (skip_name("while")) {
            s.kind = Statement::Kind::kWhile;
            s.value = parse_expression();
            want(":");
            s.body = parse_block();
        } else if (skip_name("for")) {
            s.kind = Statement::Kind::kFor;
            s.locals.push_back(local(take_name()));
            if (!skip_name("in")) fail("'in' is missing");
            s.value = parse_expression();
            want(":");
            s.body = parse_block();
        } else if (skip_name("with")) {
            s.kind = Statement::Kind::kWith;
            while (!is_sign(":")) s.target.name += take().text;
            want(":");
            s.body = parse_block();
        } else if (skip_name("return")) {
            s.kind = Statement::Kind::kReturn;
            if (now().kind != Kind::kNewLine) s.value = parse_expression_list();
        } else {
            parse_simple(s);
        }
        return s;
    }

    void parse_simple(Statement& s)
    {
        if (now().kind == Kind::kName && is_sign(next(), ":")) {  // name : Type = value
            const auto name = take_name();
            take();
            take_type();
            want("=");
            s.kind = Statement::Kind::kAssign;
            s.value = parse_expression();
            s.locals.push_back(local(name));
            return;
        }
        if (begins_assignment()) {
            s.kind = Statement::Kind::kAssign;
            std::vector<std::string> names;
            bool is_single = true;
            while (!skip("=")) {
                if (skip(",")) {
                    is_single = false;
                    continue;
                }
                names.push_back(take_name());
            }
            s.value = parse_expression_list();
            for (const auto& name : names) s.locals.push_back(local(name));
            if (!is_single) s.target.slot = 1;  // unpacks, even into one
            return;
        }
        s.value = parse_expression();
        if (!skip("=")) return;
        if (s.value.kind != Expression::Kind::kAttribute) fail("an assignment to what is neither name nor attribute");
        s.kind = Statement::Kind::kSet;
        s.target = std::move(s.value);
        s.value = parse_expression();
    }

    // name {"," name} [","] "="
    bool begins_assignment() const
    {
        for (std::size_t ahead = 0;; ahead += 2) {
            if (next(ahead).kind != Kind::kName) return ahead > 0 && is_sign(next(ahead), "=");
            if (is_sign(next(ahead + 1), "=")) return true;
            if (!is_sign(next(ahead + 1), ",")) return false;
        }
    }
};

}  // namespace

std::unique_ptr<Source> parse(std::string_view text, std::string file)
{
    const auto name = file;
    try {
        return Parser(text, std::move(file)).run();
    } catch (const ScriptError& error) {
        throw ScriptError(name + ", " + error.what());
    }
}

}  // namespace latentjam::infer::native
