// Recursive descent over the few forms that torch writes. Nesting is limited, because it is the stack's.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/parser.h"

#include "infer/native/script/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unordered_map>

namespace latentjam::infer::native {

namespace {

using Kind = Token::Kind;

constexpr int kDeepest = 200;  // expressions and blocks in one another

// Functions that are written without `torch.` before them.
constexpr std::array<std::string_view, 11> kBareOperators = {"int", "float", "bool", "str",   "len",       "range",
                                                             "min", "max",   "list", "print", "isinstance"};

class Parser {
public:
    Parser(std::string_view text, std::string file) : source_(std::make_unique<Source>())
    {
        source_->file = std::move(file);
        tokens_ = tokens_of(text);
    }

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
    class Deeper {
    public:
        explicit Deeper(Parser& parser) : parser_(parser)
        {
            if (++parser_.depth_ > kDeepest) parser_.fail("too deeply nested");
        }
        ~Deeper() { --parser_.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;

    private:
        Parser& parser_;
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

    std::size_t local(const std::string& name) { return locals_.emplace(name, locals_.size()).first->second; }

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

    // expressions

    Expression parse_expression_list()
    {
        auto first = parse_expression();
        if (!is_sign(",")) return first;
        Expression tuple = made(Expression::Kind::kTuple);
        tuple.parts.push_back(std::move(first));
        while (skip(","))
            if (now().kind != Kind::kNewLine) tuple.parts.push_back(parse_expression());
        return tuple;
    }

    Expression made(Expression::Kind kind) const
    {
        Expression e;
        e.kind = kind;
        e.place = place();
        return e;
    }

    Expression constant_of(Value value) const
    {
        auto e = made(Expression::Kind::kConstant);
        e.constant = std::move(value);
        return e;
    }

    Expression parse_expression()
    {
        const Deeper deeper(*this);
        if (skip("-")) return negative(parse_expression());
        auto e = measured(parse_primary());
        while (true) {
            if (skip(".")) {
                auto member = made(Expression::Kind::kAttribute);
                member.name = take_name();
                member.parts.push_back(std::move(e));
                if (skip("(")) {
                    member.kind = Expression::Kind::kMethod;
                    parse_arguments(member);
                }
                e = measured(std::move(member));
            } else if (skip("(")) {
                auto call = made(Expression::Kind::kCall);
                call.parts.push_back(std::move(e));
                parse_arguments(call);
                e = measured(std::move(call));
            } else if (skip("[")) {
                auto index = made(Expression::Kind::kIndex);
                index.parts.push_back(std::move(e));
                index.parts.push_back(parse_expression());
                want("]");
                e = measured(std::move(index));
            } else {
                return e;
            }
        }
    }

    // Chains nest without recursion here, but whoever walks the tree needs the stack.
    Expression measured(Expression e) const
    {
        for (const auto& part : e.parts) e.height = std::max(e.height, part.height + 1);
        if (e.height > kDeepest) fail("too deeply nested");
        return e;
    }

    Expression negative(Expression e)
    {
        if (e.kind == Expression::Kind::kConstant && e.constant.is_int()) {
            e.constant = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(e.constant.integer()));
        } else if (e.kind == Expression::Kind::kConstant && e.constant.is_double()) {
            e.constant = -e.constant.real();
        } else {
            auto operation = made(Expression::Kind::kOperator);
            operation.name = "neg";
            operation.parts.push_back(std::move(e));
            return measured(std::move(operation));
        }
        return e;
    }

    Expression parse_primary()
    {
        const auto token = take();
        switch (token.kind) {
            case Kind::kInt:
                return constant_of(token.integer);
            case Kind::kFloat:
                return constant_of(token.real);
            case Kind::kString:
                return constant_of(token.text);
            case Kind::kName:
                return parse_named(token.text);
            default:
                break;
        }
        if (token.text == "(") return parse_parenthesis();
        if (token.text == "[") {
            auto list = made(Expression::Kind::kList);
            while (!skip("]")) {
                list.parts.push_back(parse_expression());
                if (!is_sign("]")) want(",");
            }
            return list;
        }
        if (token.text != "{") fail("'" + token.text + "' is not understood");
        auto dict = made(Expression::Kind::kDict);
        while (!skip("}")) {
            dict.parts.push_back(parse_expression());
            want(":");
            dict.parts.push_back(parse_expression());
            if (!is_sign("}")) want(",");
        }
        return dict;
    }

    Expression parse_parenthesis()
    {
        auto tuple = made(Expression::Kind::kTuple);
        bool has_comma = false;
        while (!skip(")")) {
            tuple.parts.push_back(parse_expression());
            if (is_sign(")")) continue;
            want(",");
            has_comma = true;
        }
        if (tuple.parts.size() != 1 || has_comma) return tuple;
        auto only = std::move(tuple.parts.front());
        return only;
    }

    void parse_arguments(Expression& call)
    {
        while (!skip(")")) {
            if (now().kind == Kind::kName && is_sign(next(), "=")) {
                call.keywords.push_back(take().text);
                take();
            } else if (!call.keywords.empty()) {
                fail("an argument without a name after one with a name");
            }
            call.parts.push_back(parse_expression());
            if (!is_sign(")")) want(",");
        }
    }

    Expression operation(std::string name)
    {
        auto e = made(Expression::Kind::kOperator);
        e.name = std::move(name);
        want("(");
        parse_arguments(e);
        return e;
    }

    Expression parse_named(const std::string& name)
    {
        if (name == "True" || name == "False") return constant_of(name == "True");
        if (name == "None") return constant_of({});
        if (name == "inf") return constant_of(std::numeric_limits<double>::infinity());
        if (name == "nan") return constant_of(std::numeric_limits<double>::quiet_NaN());
        if (const auto found = locals_.find(name); found != locals_.end()) {
            auto e = made(Expression::Kind::kLocal);
            e.slot = found->second;
            e.name = name;
            return e;
        }
        if (name == "torch" || name == "ops" || name == "__torch__" || name == "CONSTANTS") return parse_path(name);
        if (name == "annotate" || name == "unchecked_cast") {
            want("(");
            take_type();
            want(",");
            auto e = parse_expression();
            want(")");
            return e;
        }
        if (name == "uninitialized") {
            want("(");
            take_type();
            want(")");
            return constant_of({});
        }
        if (name == "getattr") {
            want("(");
            auto e = made(Expression::Kind::kAttribute);
            e.parts.push_back(parse_expression());
            want(",");
            if (now().kind != Kind::kString) fail("getattr without a name");
            e.name = take().text;
            want(")");
            return e;
        }
        if (std::find(kBareOperators.begin(), kBareOperators.end(), name) != kBareOperators.end())
            return operation(name);
        fail("'" + name + "' is not known here");
    }

    Expression parse_path(std::string path)
    {
        const bool is_torch = path == "torch", is_script = path == "__torch__", is_stored = path == "CONSTANTS";
        std::string last;
        while (skip(".")) {
            last = take_name();
            path += "." + last;
        }
        if (is_torch && path == "torch.device") {
            operation(path);
            return constant_of(Device());
        }
        if (is_torch) return operation(path.substr(6));
        if (is_stored) {
            auto e = made(Expression::Kind::kStored);
            std::int64_t number = 0;
            if (last.size() < 2 ||
                std::from_chars(last.data() + 1, last.data() + last.size(), number).ptr != last.data() + last.size())
                fail("'" + path + "' is no constant");
            e.slot = static_cast<std::size_t>(number);
            return e;
        }
        if (!is_script) return operation(path.starts_with("ops.aten.") ? path.substr(9) : path.substr(4));
        auto e = made(Expression::Kind::kFunction);
        e.name = path;
        source_->mentioned.push_back(std::move(path));
        return e;
    }

    std::unique_ptr<Source> source_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::unordered_map<std::string, std::size_t> locals_;
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
