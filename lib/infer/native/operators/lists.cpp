// Lists and dicts.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/operator.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

constexpr std::int64_t kLongest = 1 << 20;

void refuse_longer(std::int64_t length)
{
    if (length > kLongest) throw ScriptError("a list of more than " + std::to_string(kLongest) + " items");
}

std::int64_t length_of(const Value& list) { return static_cast<std::int64_t>(list.elements().size()); }

std::size_t place_in(const Value& list, const Value& at)
{
    const auto length = length_of(list);
    const auto place = at.integer() < 0 ? at.integer() + length : at.integer();
    if (place < 0 || place >= length) throw ScriptError("list index out of range");
    return static_cast<std::size_t>(place);
}

// A list inside itself would never be freed.
void refuse_list(const Value& item)
{
    if (item.is_list() || item.is_dict() || item.is_tuple() || item.is_object())
        throw Unknown("a list that grows by lists or objects is not known");
}

void refuse_held(const Value& list)
{
    if (list.items().is_held) throw Unknown("a list that grows within another value is not known");
}

Value length(Machine&, Arguments a)
{
    if (a[0].is_tensor()) return a[0].tensor().dim() > 0 ? a[0].tensor().size(0) : std::int64_t{0};
    if (a[0].is_string()) return static_cast<std::int64_t>(a[0].text().size());
    if (a[0].is_dict()) return static_cast<std::int64_t>(a[0].dict().items.size());
    return length_of(a[0]);
}

Value append(Machine&, Arguments a)
{
    refuse_held(a[0]);
    refuse_longer(length_of(a[0]) + 1);
    refuse_list(a[1]);
    a[0].items().items.push_back(a[1]);
    return a[0];
}

Value set_item(Machine&, Arguments a)
{
    refuse_list(a[2]);
    a[0].items().items[place_in(a[0], a[1])] = a[2];
    return a[0];
}

Value insert(Machine&, Arguments a)
{
    auto& items = a[0].items().items;
    refuse_held(a[0]);
    refuse_longer(length_of(a[0]) + 1);
    refuse_list(a[2]);
    const auto length = length_of(a[0]);
    const auto at = a[1].integer() < 0 ? std::max<std::int64_t>(a[1].integer() + length, 0) : a[1].integer();
    items.insert(items.begin() + std::min(at, length), a[2]);
    return {};
}

Value pop(Machine&, Arguments a)
{
    auto& items = a[0].items().items;
    const auto at = place_in(a[0], a[1]);
    auto item = items[at];
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
    return item;
}

Value extend(Machine&, Arguments a)
{
    refuse_held(a[0]);
    refuse_longer(length_of(a[0]) + length_of(a[1]));
    const auto more = a[1].elements();
    for (const auto& item : more) refuse_list(item);
    auto& items = a[0].items().items;
    items.insert(items.end(), more.begin(), more.end());
    return a[0];
}

Value clear(Machine&, Arguments a)
{
    a[0].items().items.clear();
    return {};
}

Value copied(Machine&, Arguments a)
{
    if (a[0].is_string()) {
        std::vector<Value> letters;
        for (const char letter : a[0].text()) letters.emplace_back(std::string(1, letter));
        return Value::list(std::move(letters));
    }
    return Value::list(a[0].elements());
}

Value item(Machine&, Arguments a)
{
    if (!a[0].is_dict()) return a[0].elements()[place_in(a[0], a[1])];
    for (const auto& [key, value] : a[0].dict().items)
        if (are_equal(key, a[1])) return value;
    throw ScriptError("a dict has no " + text_of(a[1]));
}

Value slice(Machine&, Arguments a)
{
    const auto length = length_of(a[0]);
    const auto bound = [&](const Value& at, std::int64_t standard) {
        if (at.is_none()) return standard;
        const auto place = at.integer() < 0 ? at.integer() + length : at.integer();
        return std::clamp<std::int64_t>(place, 0, length);
    };
    const auto step = a[3].integer();
    if (step < 1) throw ScriptError("a list is cut with step " + std::to_string(step));
    std::vector<Value> items;
    for (auto i = bound(a[1], 0); i < bound(a[2], length); i += std::min(step, kLongest))
        items.push_back(a[0].elements()[static_cast<std::size_t>(i)]);
    return Value::list(std::move(items));
}

Value joined(Machine&, Arguments a)
{
    refuse_longer(length_of(a[0]) + length_of(a[1]));
    auto items = a[0].elements();
    items.insert(items.end(), a[1].elements().begin(), a[1].elements().end());
    return Value::list(std::move(items));
}

Value repeated(Machine&, Arguments a)
{
    const auto times = std::max<std::int64_t>(a[1].integer(), 0);
    refuse_longer(times);
    refuse_longer(length_of(a[0]) * times);
    std::vector<Value> items;
    for (std::int64_t i = 0; i < times; ++i) items.insert(items.end(), a[0].elements().begin(), a[0].elements().end());
    return Value::list(std::move(items));
}

Value contains(Machine&, Arguments a)
{
    if (a[0].is_dict())
        return std::any_of(a[0].dict().items.begin(), a[0].dict().items.end(),
                           [&](const auto& item) { return are_equal(item.first, a[1]); });
    return std::any_of(a[0].elements().begin(), a[0].elements().end(),
                       [&](const Value& item) { return are_equal(item, a[1]); });
}

Value index_of(Machine&, Arguments a)
{
    const auto& items = a[0].elements();
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const Value& item) { return are_equal(item, a[1]); });
    if (found == items.end()) throw ScriptError("a list does not hold " + text_of(a[1]));
    return static_cast<std::int64_t>(found - items.begin());
}

Value reversed(Machine&, Arguments a)
{
    auto& items = a[0].items().items;
    std::reverse(items.begin(), items.end());
    return {};
}

template <bool kKeys>
Value parts(Machine&, Arguments a)
{
    std::vector<Value> items;
    for (const auto& [key, value] : a[0].dict().items) items.push_back(kKeys ? key : value);
    return Value::list(std::move(items));
}

Value range(Machine&, Arguments a)
{
    const auto from = a[1].is_none() ? 0 : a[0].integer(), to = a[1].is_none() ? a[0].integer() : a[1].integer();
    const auto step = a[2].integer();
    if (step == 0) throw ScriptError("a range with step 0");
    std::vector<Value> numbers;
    for (auto i = from; step > 0 ? i < to : i > to; i += step) {
        refuse_longer(static_cast<std::int64_t>(numbers.size()) + 1);
        numbers.emplace_back(i);
    }
    return Value::list(std::move(numbers));
}

Value range_length(Machine&, Arguments a)
{
    const auto from = a[0].integer(), to = a[1].integer(), step = a[2].integer();
    if (step == 0) throw ScriptError("a range with step 0");
    if (step > 0) return from < to ? (to - from - 1) / step + 1 : std::int64_t{0};
    return from > to ? (from - to - 1) / -step + 1 : std::int64_t{0};
}

Value derived_index(Machine&, Arguments a) { return a[1].integer() + a[0].integer() * a[2].integer(); }

constexpr Entry kEntries[] = {
    {"len(any a)", length},
    {"append(t[] a, any b)", append},
    {"_set_item(t[] a, int at, any b)", set_item},
    {"insert(t[] a, int at, any b)", insert},
    {"pop(t[] a, int at=-1)", pop},
    {"extend(t[] a, t[] b)", extend},
    {"clear(t[] a)", clear},
    {"copy(t[] a)", copied},
    {"list(any a)", copied},
    {"__getitem__(any a, any at)", item},
    {"slice(t[] a, int? start=None, int? end=None, int step=1)", slice},
    {"add(t[] a, t[] b)", joined},
    {"add_(t[] a, t[] b)", extend},
    {"mul(t[] a, int b)", repeated},
    {"__contains__(any a, any b)", contains},
    {"index(t[] a, any b)", index_of},
    {"reverse(t[] a)", reversed},
    {"keys(any a)", parts<true>},
    {"values(any a)", parts<false>},
    {"range(int a, int? b=None, int step=1)", range},
    {"__range_length(int from, int to, int step)", range_length},
    {"__derive_index(int index, int from, int step)", derived_index},
};

}  // namespace

std::span<const Entry> list_operators() { return kEntries; }

}  // namespace latentjam::infer::native
