// What a script's names stand for: numbers, texts, tensors, lists, objects.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/script_error.h"
#include "infer/native/value/tensor.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace latentjam::infer::native {

class Value;
struct Class;
struct Function;

/// What lies within the items of a list, a tuple, a dict or an object. Whoever walks through values needs the stack for
/// their depth, and meets what is there twice two times.
struct Extent {
    int depth = 0;
    std::int64_t values = 0;
    bool holds_object = false;
};

/// A list, shared by all who hold it.
struct List {
    std::vector<Value> items;
    Extent extent;
    bool is_held = false;  ///< by a list, tuple or dict, whose extent counts on its length: it does not grow
};

/// Never changes.
struct Tuple {
    std::vector<Value> items;
    Extent extent;
};

/// Keys and values in the order in which they came.
struct Dict {
    std::vector<std::pair<Value, Value>> items;
    Extent extent;
};

/// A module, or an object of a script's class: a value for each attribute of its class.
struct Object {
    const Class* type = nullptr;
    std::vector<Value> slots;
    Extent extent;  ///< of one that a script has made
};

struct None {};
struct Device {};  ///< there is only the CPU

class Value {
public:
    using Content = std::variant<None, bool, std::int64_t, double, std::shared_ptr<const std::string>, Tensor,
                                 std::shared_ptr<List>, std::shared_ptr<const Tuple>, std::shared_ptr<Dict>,
                                 std::shared_ptr<Object>, const Function*, Device>;

    Value() = default;
    Value(bool value) : content_(value) {}
    Value(std::int64_t value) : content_(value) {}
    Value(int value) : content_(static_cast<std::int64_t>(value)) {}
    Value(double value) : content_(value) {}
    Value(std::string text) : content_(std::make_shared<const std::string>(std::move(text))) {}
    Value(Tensor tensor) : content_(std::move(tensor)) {}
    Value(std::shared_ptr<List> list) : content_(std::move(list)) {}
    Value(std::shared_ptr<const Tuple> tuple) : content_(std::move(tuple)) {}
    Value(std::shared_ptr<Dict> dict) : content_(std::move(dict)) {}
    Value(std::shared_ptr<Object> object) : content_(std::move(object)) {}
    Value(const Function* function) : content_(function) {}
    Value(Device device) : content_(device) {}

    // These throw ScriptError when values are nested too deeply, or are too many.
    static Value list(std::vector<Value> items);
    static Value tuple(std::vector<Value> items);
    static Value dict(std::vector<std::pair<Value, Value>> items);

    bool is_none() const noexcept { return is<None>(); }
    bool is_bool() const noexcept { return is<bool>(); }
    bool is_int() const noexcept { return is<std::int64_t>(); }
    bool is_double() const noexcept { return is<double>(); }
    bool is_number() const noexcept { return is_int() || is_double() || is_bool(); }
    bool is_string() const noexcept { return is<std::shared_ptr<const std::string>>(); }
    bool is_tensor() const noexcept { return is<Tensor>(); }
    bool is_list() const noexcept { return is<std::shared_ptr<List>>(); }
    bool is_tuple() const noexcept { return is<std::shared_ptr<const Tuple>>(); }
    bool is_dict() const noexcept { return is<std::shared_ptr<Dict>>(); }
    bool is_object() const noexcept { return is<std::shared_ptr<Object>>(); }
    bool is_function() const noexcept { return is<const Function*>(); }
    bool is_device() const noexcept { return is<Device>(); }

    // Each throws ScriptError when the value is of another kind.
    bool boolean() const;
    std::int64_t integer() const;  ///< a bool counts as 0 or 1
    double real() const;           ///< of an int or a bool, too
    const std::string& text() const;
    const Tensor& tensor() const;
    List& items() const;
    const Tuple& tuple() const;
    Dict& dict() const;
    const std::shared_ptr<Object>& object() const;
    const Function* function() const;

    /// The elements of a list or a tuple.
    const std::vector<Value>& elements() const;

    /// The numbers of a list; a single int counts as a list of one.
    Dims integers() const;

    /// "Tensor", "int", "Tuple" ...
    const char* kind() const noexcept;

    const Content& content() const noexcept { return content_; }

private:
    template <typename T>
    bool is() const noexcept
    {
        return std::holds_alternative<T>(content_);
    }

    template <typename T>
    const T& as(const char* wanted) const;

    Content content_;
};

/// Of items that one list, tuple, dict or object is to hold. Throws ScriptError.
Extent extent_of(const std::vector<Value>& items);

/// What is in it when it is a list, a tuple or a dict; an object is its own content.
Extent extent_of(const Value& value);

/// Its own lists and dicts, and the same tensors and objects in them.
Value with_own_lists(const Value& value);

/// Whether a value is what `before`, of with_own_lists(), was: the same views, equal numbers and texts.
bool is_as_before(const Value& now, const Value& before);

/// As str() gives it. Throws ScriptError for a text of more than a million letters.
std::string text_of(const Value& value);

/// Values that scripts compare: numbers, texts, lists and tuples of such.
bool are_equal(const Value& a, const Value& b);

/// Calls visit(tensor) for each tensor inside, not going into objects.
template <typename Visit>
void for_each_tensor(const Value& value, Visit&& visit)
{
    if (value.is_tensor()) visit(value.tensor());
    if (value.is_list() || value.is_tuple())
        for (const auto& item : value.elements()) for_each_tensor(item, visit);
    if (value.is_dict())
        for (const auto& [key, item] : value.dict().items) for_each_tensor(item, visit);
}

}  // namespace latentjam::infer::native
