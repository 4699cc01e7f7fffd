// Values asked for what they are.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/value/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace latentjam::infer::native {

namespace {

constexpr int kDeepest = 200;  // lists, tuples, dicts and objects in one another
constexpr std::int64_t kMostValues = 1 << 21;
constexpr int kDeepestText = 16;  // lists in lists
constexpr std::size_t kLongestText = 1U << 20U;

std::string text_of_real(double real)
{
    if (std::isnan(real)) return "nan";
    if (std::isinf(real)) return real > 0 ? "inf" : "-inf";
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, real).ptr;
    std::string text(digits, end);
    if (text.find_first_of(".e") == std::string::npos) text += ".";
    return text.ends_with('.') ? text + "0" : text;
}

std::string nested_text(const Value& value, int depth);

std::string text_of_items(const std::vector<Value>& items, int depth)
{
    std::string text;
    for (const auto& item : items) {
        text += (text.empty() ? "" : ", ") + (item.is_string() ? "'" + item.text() + "'" : nested_text(item, depth));
        if (text.size() > kLongestText) throw ScriptError("a text of more than 1 MB");
    }
    return text;
}

std::string nested_text(const Value& value, int depth)
{
    if (depth > kDeepestText) return "...";
    if (value.is_none()) return "None";
    if (value.is_bool()) return value.boolean() ? "True" : "False";
    if (value.is_int()) return std::to_string(value.integer());
    if (value.is_double()) return text_of_real(value.real());
    if (value.is_string()) return value.text();
    if (value.is_device()) return "cpu";
    if (value.is_list()) return "[" + text_of_items(value.elements(), depth + 1) + "]";
    if (value.is_tuple())
        return "(" + text_of_items(value.elements(), depth + 1) + (value.elements().size() == 1 ? ",)" : ")");
    return std::string("<") + value.kind() + ">";
}

}  // namespace

template <typename T>
const T& Value::as(const char* wanted) const
{
    if (const auto* content = std::get_if<T>(&content_)) return *content;
    throw ScriptError(std::string("a value of kind ") + kind() + " where " + wanted + " is wanted");
}

Value Value::list(std::vector<Value> items)
{
    const auto extent = extent_of(items);
    return std::make_shared<List>(List{std::move(items), extent});
}

Value Value::tuple(std::vector<Value> items)
{
    const auto extent = extent_of(items);
    return std::make_shared<const Tuple>(Tuple{std::move(items), extent});
}

Value Value::dict(std::vector<std::pair<Value, Value>> items)
{
    std::vector<Value> all;
    for (const auto& [key, value] : items) {
        all.push_back(key);
        all.push_back(value);
    }
    const auto extent = extent_of(all);
    return std::make_shared<Dict>(Dict{std::move(items), extent});
}

Extent extent_of(const Value& value)
{
    if (value.is_object()) return {value.object()->extent.depth, value.object()->extent.values, true};
    if (value.is_dict()) return value.dict().extent;
    if (value.is_tuple()) return value.tuple().extent;
    if (!value.is_list()) return {};
    auto extent = value.items().extent;  // it may have grown since
    extent.values = std::max(extent.values, static_cast<std::int64_t>(value.items().items.size()));
    return extent;
}

Extent extent_of(const std::vector<Value>& items)
{
    Extent all;
    for (const auto& item : items) {
        ++all.values;
        if (!item.is_list() && !item.is_tuple() && !item.is_dict() && !item.is_object()) continue;
        const auto inner = extent_of(item);
        all.depth = std::max(all.depth, inner.depth + 1);
        all.values += inner.values;
        all.holds_object = all.holds_object || inner.holds_object;
        if (all.depth > kDeepest) throw ScriptError("values are too deeply nested");
        if (all.values > kMostValues) throw ScriptError("too many values in one another");
        if (item.is_list()) item.items().is_held = true;
    }
    return all;
}

Value with_own_lists(const Value& value)
{
    if (value.is_dict()) {
        auto items = value.dict().items;
        for (auto& [key, item] : items) item = with_own_lists(item);
        return Value::dict(std::move(items));
    }
    if (!value.is_list() && !value.is_tuple()) return value;
    auto items = value.elements();
    for (auto& item : items) item = with_own_lists(item);
    return value.is_list() ? Value::list(std::move(items)) : Value::tuple(std::move(items));
}

bool is_as_before(const Value& now, const Value& before)
{
    if (now.content().index() != before.content().index()) return false;
    if (now.is_tensor()) return is_same_view(now.tensor(), before.tensor());
    if (now.is_object()) return now.object() == before.object();
    if (now.is_function()) return now.function() == before.function();
    if (now.is_double() && std::isnan(now.real())) return std::isnan(before.real());
    if (now.is_dict())
        return std::equal(now.dict().items.begin(), now.dict().items.end(), before.dict().items.begin(),
                          before.dict().items.end(), [](const auto& a, const auto& b) {
                              return is_as_before(a.first, b.first) && is_as_before(a.second, b.second);
                          });
    if (now.is_list() || now.is_tuple())
        return std::equal(now.elements().begin(), now.elements().end(), before.elements().begin(),
                          before.elements().end(), is_as_before);
    return are_equal(now, before);
}

bool Value::boolean() const { return as<bool>("a bool"); }

std::int64_t Value::integer() const
{
    if (is_bool()) return boolean() ? 1 : 0;
    return as<std::int64_t>("an int");
}

double Value::real() const { return is_double() ? std::get<double>(content_) : static_cast<double>(integer()); }

const std::string& Value::text() const { return *as<std::shared_ptr<const std::string>>("a text"); }
const Tensor& Value::tensor() const { return as<Tensor>("a tensor"); }
List& Value::items() const { return *as<std::shared_ptr<List>>("a list"); }
const Tuple& Value::tuple() const { return *as<std::shared_ptr<const Tuple>>("a tuple"); }
Dict& Value::dict() const { return *as<std::shared_ptr<Dict>>("a dict"); }
const std::shared_ptr<Object>& Value::object() const { return as<std::shared_ptr<Object>>("an object"); }
const Function* Value::function() const { return as<const Function*>("a function"); }

const std::vector<Value>& Value::elements() const { return is_tuple() ? tuple().items : items().items; }

Dims Value::integers() const
{
    if (is_int()) return {integer()};
    Dims numbers;
    for (const auto& item : elements()) numbers.push_back(item.integer());
    return numbers;
}

const char* Value::kind() const noexcept
{
    constexpr const char* kKinds[] = {"NoneType", "bool",  "int",  "float",  "str",      "Tensor",
                                      "List",     "Tuple", "Dict", "object", "function", "Device"};
    return kKinds[content_.index()];
}

std::string text_of(const Value& value) { return nested_text(value, 0); }

bool are_equal(const Value& a, const Value& b)
{
    if (a.is_number() && b.is_number()) {
        if (a.is_double() || b.is_double()) return a.real() == b.real();
        return a.integer() == b.integer();
    }
    if (a.is_string() && b.is_string()) return a.text() == b.text();
    if ((a.is_list() && b.is_list()) || (a.is_tuple() && b.is_tuple()))
        return std::equal(a.elements().begin(), a.elements().end(), b.elements().begin(), b.elements().end(),
                          are_equal);
    return (a.is_none() && b.is_none()) || (a.is_device() && b.is_device());
}

}  // namespace latentjam::infer::native
