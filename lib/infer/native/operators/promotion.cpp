// Torch's table of types, as an order.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/promotion.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

// bool, whole, real, complex
int category(Type type)
{
    if (type == Type::kBool) return 0;
    if (type == Type::kComplex) return 3;
    return is_float(type) ? 2 : 1;
}

int width(Type type)
{
    constexpr Type kOrder[] = {Type::kBool, Type::kByte, Type::kChar,  Type::kShort,  Type::kInt,
                               Type::kLong, Type::kHalf, Type::kFloat, Type::kDouble, Type::kComplex};
    return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), type) - std::begin(kOrder));
}

struct Rank {
    int weight;  ///< 2 a tensor with dimensions, 1 a tensor without, 0 a plain number
    Type type;
};

Rank rank_of(const Value& value)
{
    if (value.is_tensor()) return {value.tensor().dim() > 0 ? 2 : 1, value.tensor().type()};
    return {0, value.is_bool() ? Type::kBool : value.is_int() ? Type::kLong : Type::kFloat};
}

}  // namespace

Type promoted(std::span<const Value> values)
{
    int highest = 0;
    for (const auto& value : values) highest = std::max(highest, category(rank_of(value).type));
    int heaviest = -1;
    Type result = Type::kBool;
    for (const auto& value : values) {
        const auto [weight, type] = rank_of(value);
        if (category(type) != highest) continue;
        if (weight > heaviest || (weight == heaviest && width(type) > width(result))) result = type;
        heaviest = std::max(heaviest, weight);
    }
    return result;
}

Type promoted_to_float(std::span<const Value> values)
{
    const auto type = promoted(values);
    return is_float(type) || type == Type::kComplex ? type : Type::kFloat;
}

Type type_or(const Value& code, Type standard)
{
    if (code.is_none()) return standard;
    const auto type = static_cast<Type>(code.integer());
    with_type(type, [](auto) {});  // refuses what is not computed with
    return type;
}

}  // namespace latentjam::infer::native
