// From tokens to trees of expressions.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/script/expressions.h"

#include <array>
#include <charconv>
#include <limits>

namespace latentjam::infer::native {

namespace {

// Functions that are written without `torch.` before them.
constexpr std::array<std::string_view, 11> kBareOperators = {"int", "float", "bool", "str",   "len",       "range",
                                                             "min", "max",   "list", "print", "isinstance"};

}  // namespace

Expression ExpressionParser::parse_expression_list()
{
    auto first = parse_expression();
    if (!is_sign(",")) return first;
    Expression tuple = made(Expression::Kind::kTuple);
    tuple.parts.push_back(std::move(first));
    while (skip(","))
        if (now().kind != Kind::kNewLine) tuple.parts.push_back(parse_expression());
    return tuple;
}

Expression ExpressionParser::made(Expression::Kind kind) const
{
    Expression e;
    e.kind = kind;
    e.place = place();
    return e;
}

Expression ExpressionParser::constant_of(Value value) const
{
    auto e = made(Expression::Kind::kConstant);
    e.constant = std::move(value);
    return e;
}

Expression ExpressionParser::parse_expression()
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
Expression ExpressionParser::measured(Expression e) const
{
    for (const auto& part : e.parts) e.height = std::max(e.height, part.height + 1);
    if (e.height > kDeepest) fail("too deeply nested");
    return e;
}

Expression ExpressionParser::negative(Expression e)
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

Expression ExpressionParser::parse_primary()
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

Expression ExpressionParser::parse_parenthesis()
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

void ExpressionParser::parse_arguments(Expression& call)
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

Expression ExpressionParser::operation(std::string name)
{
    auto e = made(Expression::Kind::kOperator);
    e.name = std::move(name);
    want("(");
    parse_arguments(e);
    return e;
}

Expression ExpressionParser::parse_named(const std::string& name)
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
    if (std::find(kBareOperators.begin(), kBareOperators.end(), name) != kBareOperators.end()) return operation(name);
    fail("'" + name + "' is not known here");
}

Expression ExpressionParser::parse_path(std::string path)
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

}  // namespace latentjam::infer::native
