// Reading signatures, and matching calls with them.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/operator.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace latentjam::infer::native {

namespace {

using Kind = Operator::Kind;

constexpr std::pair<std::string_view, Kind> kKinds[] = {
    {"Tensor", Kind::kTensor},    {"int", Kind::kInt},       {"float", Kind::kFloat}, {"bool", Kind::kBool},
    {"str", Kind::kText},         {"Scalar", Kind::kScalar}, {"int[]", Kind::kInts},  {"float[]", Kind::kFloats},
    {"Tensor[]", Kind::kTensors}, {"t[]", Kind::kList}};

Kind kind_of(std::string_view type)
{
    for (const auto& [name, kind] : kKinds)
        if (name == type) return kind;
    return Kind::kAny;
}

Value standard_of(std::string_view text)
{
    if (text == "None") return {};
    if (text == "True" || text == "False") return text == "True";
    if (text.starts_with('"')) return std::string(text.substr(1, text.size() - 2));
    if (text.starts_with('[')) {
        std::vector<Value> items;
        if (text.size() > 2) items.push_back(standard_of(text.substr(1, text.size() - 2)));
        return Value::list(std::move(items));
    }
    if (text.find_first_of(".e") != std::string_view::npos) {
        double real = 0;
        std::from_chars(text.data(), text.data() + text.size(), real);
        return real;
    }
    std::int64_t whole = 0;
    std::from_chars(text.data(), text.data() + text.size(), whole);
    return whole;
}

Operator read(const Entry& entry)
{
    std::string_view text = entry.signature;
    Operator op;
    op.compute = entry.compute;
    const auto open = text.find('(');
    op.name = text.substr(0, open);
    text = text.substr(open + 1, text.rfind(')') - open - 1);
    bool is_named = false;
    while (!text.empty()) {
        const auto end = std::min(text.find(", "), text.size());
        auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 2, text.size()));
        if (part == "*") {
            is_named = true;
            continue;
        }
        Operator::Parameter parameter;
        if (const auto equals = part.find('='); equals != std::string_view::npos) {
            parameter.standard = standard_of(part.substr(equals + 1));
            part = part.substr(0, equals);
        }
        const auto space = part.find(' ');
        auto type = part.substr(0, space);
        parameter.may_be_none = type.ends_with('?');
        if (parameter.may_be_none) type.remove_suffix(1);
        parameter.kind = kind_of(type);
        parameter.name = part.substr(space + 1);
        op.parameters.push_back(std::move(parameter));
        if (!is_named) ++op.positional;
    }
    return op;
}

using Table = std::map<std::string, std::vector<Operator>, std::less<>>;

Table read_all()
{
    Table table;
    for (const auto family : {number_operators(), list_operators(), view_operators(), joining_operators(),
                              creating_operators(), arithmetic_operators(), function_operators(), comparing_operators(),
                              reducing_operators(), scanning_operators(), normalising_operators(), product_operators(),
                              convolution_operators(), fourier_operators(), random_operators()})
        for (const auto& entry : family) {
            auto op = read(entry);
            table[op.name].push_back(std::move(op));
        }
    return table;
}

template <typename Fits>
bool all(const Value& value, Fits&& fits)
{
    return value.is_list() && std::all_of(value.elements().begin(), value.elements().end(), fits);
}

bool fits(const Value& value, const Operator::Parameter& parameter)
{
    if (value.is_none() && parameter.may_be_none) return true;
    switch (parameter.kind) {
        case Kind::kAny:
            return true;
        case Kind::kTensor:
            return value.is_tensor();
        case Kind::kInt:
            return value.is_int();
        case Kind::kBool:
            return value.is_bool();
        case Kind::kText:
            return value.is_string();
        case Kind::kFloat:
            return value.is_double() || value.is_int();
        case Kind::kScalar:
            return value.is_number();
        case Kind::kInts:
            return value.is_int() || all(value, [](const Value& item) { return item.is_int(); }) ||
                   (value.is_tuple() && std::all_of(value.elements().begin(), value.elements().end(),
                                                    [](const Value& item) { return item.is_int(); }));
        case Kind::kFloats:
            return all(value, [](const Value& item) { return item.is_number(); });
        case Kind::kTensors:
            return all(value, [](const Value& item) { return item.is_tensor(); });
        case Kind::kList:
            return value.is_list();
    }
    return false;
}

}  // namespace

const std::vector<Operator>* find_operators(std::string_view name)
{
    static const Table kTable = read_all();
    const auto found = kTable.find(name);
    return found == kTable.end() ? nullptr : &found->second;
}

bool match(const Operator& op, std::span<const Value> values, std::span<const std::string> keywords,
           std::vector<Value>& arguments)
{
    const auto unnamed = values.size() - keywords.size();
    if (unnamed > op.positional) return false;
    arguments.clear();
    std::size_t used = 0;
    for (std::size_t i = 0; i < op.parameters.size(); ++i) {
        const auto& parameter = op.parameters[i];
        const Value* given = i < unnamed ? &values[i] : nullptr;
        if (given == nullptr) {
            const auto found = std::find(keywords.begin(), keywords.end(), parameter.name);
            if (found != keywords.end()) {
                given = &values[unnamed + static_cast<std::size_t>(found - keywords.begin())];
                ++used;
            }
        }
        if (given == nullptr) {
            if (!parameter.standard) return false;
            arguments.push_back(*parameter.standard);
        } else {
            if (!fits(*given, parameter)) return false;
            arguments.push_back(*given);
        }
    }
    return used == keywords.size();
}

}  // namespace latentjam::infer::native
