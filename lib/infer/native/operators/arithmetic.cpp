// Elementwise operations of two operands, and choices.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/elementwise.h"
#include "infer/native/operators/promotion.h"

#include <cmath>
#include <cstdint>

namespace latentjam::infer::native {

namespace {

struct Add {
    template <typename T>
    T operator()(T a, T b) const
    {
        if constexpr (std::is_same_v<T, bool>)
            return a || b;
        else
            return static_cast<T>(a + b);
    }
};
struct Subtract {
    template <typename T>
    T operator()(T a, T b) const
    {
        return static_cast<T>(a - b);
    }
};
struct Multiply {
    template <typename T>
    T operator()(T a, T b) const
    {
        if constexpr (std::is_same_v<T, bool>)
            return a && b;
        else
            return static_cast<T>(a * b);
    }
};
struct Divide {
    template <typename T>
    T operator()(T a, T b) const
    {
        if constexpr (std::is_integral_v<T>)
            return b == T(0) ? T(0) : static_cast<T>(a / b);  // never asked: whole numbers are made floats before
        else
            return a / b;
    }
};

template <Op kOp, typename F>
Value binary(Machine& machine, Arguments a)
{
    return binary(machine, a[0], a[1], promoted(a.first(2)), kOp, F());
}

template <Op kOp, typename F>
Value with_alpha(Machine& machine, Arguments a)
{
    const bool is_one = !a[2].is_double() ? a[2].integer() == 1 : a[2].real() == 1;
    const auto type = promoted(a.first(2));
    if (is_one) return binary(machine, a[0], a[1], type, kOp, F());
    return binary(machine, a[0], binary(machine, a[1], a[2], type, Op::kMultiply, Multiply()), type, kOp, F());
}

Value divide(Machine& machine, Arguments a)
{
    return binary(machine, a[0], a[1], promoted_to_float(a.first(2)), Op::kDivide, Divide());
}

// (a - b) or (b - a) of a number and a tensor
Value reversed_subtract(Machine& machine, Arguments a)
{
    return binary(machine, a[1], a[0], promoted(a.first(2)), Op::kSubtract, Subtract());
}

// By which the smallest number cannot be divided. A byte of 255 is none.
template <typename T>
bool is_minus_one(T number)
{
    return std::is_signed_v<T> && number == static_cast<T>(-1);
}

template <typename T>
T floored_quotient(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) return std::floor(a / b);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        if (b == 0) throw ScriptError("division by zero");
        if (is_minus_one(b)) return static_cast<T>(0 - static_cast<std::uint64_t>(a));
        return static_cast<T>(a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0));
    }
    throw ScriptError("a quotient of these numbers");
}

template <typename T>
T modulo(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) {
        const T rest = std::fmod(a, b);
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        if (b == 0) throw ScriptError("division by zero");
        if (is_minus_one(b)) return 0;
        const T rest = static_cast<T>(a % b);
        return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
    }
    throw ScriptError("a remainder of these numbers");
}

template <auto kChoose>
Value generic(Machine& machine, Arguments a)
{
    const auto type = promoted(a.first(2));
    const auto left = as_tensor(machine, a[0], type), right = as_tensor(machine, a[1], type);
    return with_type(type, [&](auto zero) -> Value {
        using T = decltype(zero);
        return each<T, T>(machine, left, right, type, [](T x, T y) -> T { return kChoose(x, y); });
    });
}

Value divide_by_mode(Machine& machine, Arguments a)
{
    if (a[2].is_none()) return divide(machine, a);
    if (a[2].text() == "floor") return generic<[](auto x, auto y) { return floored_quotient(x, y); }>(machine, a);
    const auto type = promoted(a.first(2));
    const auto left = as_tensor(machine, a[0], type), right = as_tensor(machine, a[1], type);
    return with_type(type, [&](auto zero) -> Value {
        using T = decltype(zero);
        return each<T, T>(machine, left, right, type, [](T x, T y) -> T {
            if constexpr (std::is_floating_point_v<T>) return std::trunc(x / y);
            if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
                if (y == 0) throw ScriptError("division by zero");
                if (is_minus_one(y)) return static_cast<T>(0 - static_cast<std::uint64_t>(x));
                return static_cast<T>(x / y);
            }
            throw ScriptError("a quotient of these numbers");
        });
    });
}

Value power(Machine& machine, Arguments a)
{
    const auto type = promoted(a.first(2));
    if (type == Type::kFloat && a[1].is_number()) {
        const double exponent = a[1].real();
        const auto& x = as_tensor(machine, a[0], type);
        if (exponent == 2) return on_kernel(machine, Op::kMultiply, {x, x});
        if (exponent == 0.5) return on_kernel(machine, Op::kSquareRoot, {x});
        return on_kernel(machine, Op::kPower, {x, machine.scalar(a[1], type)});
    }
    return generic<[](auto x, auto y) {
        using T = decltype(x);
        if constexpr (std::is_same_v<T, bool>)
            return x || !y;
        else if constexpr (std::is_integral_v<T>)
            return static_cast<T>(std::pow(static_cast<double>(x), static_cast<double>(y)));
        else
            return static_cast<T>(std::pow(x, y));
    }>(machine, a);
}

Value arc_tangent2(Machine& machine, Arguments a)
{
    return generic<[](auto x, auto y) {
        using T = decltype(x);
        if constexpr (std::is_floating_point_v<T>)
            return std::atan2(x, y);
        else
            return (static_cast<void>(y), throw ScriptError("atan2() of these numbers"), x);
    }>(machine, a);
}

Value clamp(Machine& machine, Arguments a)
{
    Value x = a[0];
    const auto& tensor = a[0].tensor();
    const Value all[] = {a[0], a[1].is_none() ? a[0] : a[1], a[2].is_none() ? a[0] : a[2]};
    const auto type = promoted(all);
    if (type != tensor.type()) x = machine.converted(tensor, type);
    if (!a[1].is_none()) x = binary(machine, x, a[1], type, Op::kAtLeast, Larger());
    if (!a[2].is_none()) x = binary(machine, x, a[2], type, Op::kAtMost, Smaller());
    return x;
}

Value clamp_min(Machine& machine, Arguments a)
{
    const Value arguments[] = {a[0], a[1], {}};
    return clamp(machine, arguments);
}

Value clamp_max(Machine& machine, Arguments a)
{
    const Value arguments[] = {a[0], {}, a[1]};
    return clamp(machine, arguments);
}

Value where(Machine& machine, Arguments a)
{
    const auto type = promoted(a.subspan(1, 2));
    const auto yes = as_tensor(machine, a[1], type), no = as_tensor(machine, a[2], type);
    const auto condition = machine.converted(a[0].tensor(), Type::kBool);
    const auto out = machine.empty(type, broadcast(condition.sizes(), broadcast(yes.sizes(), no.sizes())));
    const auto c = condition.expanded(out.sizes()), x = yes.expanded(out.sizes()), y = no.expanded(out.sizes());
    machine.run({out}, {c, x, y}, [out, c, x, y] {
        with_type(out.type(), [&](auto zero) {
            using T = decltype(zero);
            auto* to = reinterpret_cast<T*>(out.storage()->data());
            const auto* choice = reinterpret_cast<const bool*>(c.storage()->data());
            const auto* left = reinterpret_cast<const T*>(x.storage()->data());
            const auto* right = reinterpret_cast<const T*>(y.storage()->data());
            for_each_row<4>({&out, &c, &x, &y}, [&](const auto& first, const auto& steps, std::int64_t count) {
                for (std::int64_t i = 0; i < count; ++i)
                    to[first[0] + i * steps[0]] = choice[first[1] + i * steps[1]] ? left[first[2] + i * steps[2]]
                                                                                  : right[first[3] + i * steps[3]];
            });
        });
    });
    return out;
}

Value masked_fill(Machine& machine, Arguments a)
{
    const Value arguments[] = {
        a[1],
        machine.scalar(a[2].is_tensor() ? Value(machine.number<double>(a[2].tensor())) : a[2], a[0].tensor().type()),
        a[0]};
    return where(machine, arguments);
}

constexpr Entry kEntries[] = {
    {"add(Tensor self, Tensor other, *, Scalar alpha=1)", with_alpha<Op::kAdd, Add>},
    {"add(Tensor self, Scalar other, Scalar alpha=1)", with_alpha<Op::kAdd, Add>},
    {"add(Scalar self, Tensor other, Scalar alpha=1)", with_alpha<Op::kAdd, Add>},
    {"sub(Tensor self, Tensor other, *, Scalar alpha=1)", with_alpha<Op::kSubtract, Subtract>},
    {"sub(Tensor self, Scalar other, Scalar alpha=1)", with_alpha<Op::kSubtract, Subtract>},
    {"rsub(Tensor self, Scalar other, Scalar alpha=1)", reversed_subtract},
    {"rsub(Tensor self, Tensor other, *, Scalar alpha=1)", reversed_subtract},
    {"mul(Tensor self, Tensor other)", binary<Op::kMultiply, Multiply>},
    {"mul(Tensor self, Scalar other)", binary<Op::kMultiply, Multiply>},
    {"div(Tensor self, Tensor other)", divide},
    {"div(Tensor self, Scalar other)", divide},
    {"div(Tensor self, Tensor other, *, str? rounding_mode)", divide_by_mode},
    {"div(Tensor self, Scalar other, *, str? rounding_mode)", divide_by_mode},
    {"floor_divide(Tensor self, Tensor other)", generic<[](auto x, auto y) { return floored_quotient(x, y); }>},
    {"floor_divide(Tensor self, Scalar other)", generic<[](auto x, auto y) { return floored_quotient(x, y); }>},
    {"remainder(Tensor self, Tensor other)", generic<[](auto x, auto y) { return modulo(x, y); }>},
    {"remainder(Tensor self, Scalar other)", generic<[](auto x, auto y) { return modulo(x, y); }>},
    {"pow(Tensor self, Scalar exponent)", power},
    {"pow(Tensor self, Tensor exponent)", power},
    {"pow(Scalar self, Tensor exponent)", power},
    {"square(Tensor self)",
     [](Machine& machine, Arguments a) {
         const Value both[] = {a[0], a[0]};
         return binary<Op::kMultiply, Multiply>(machine, both);
     }},
    {"atan2(Tensor self, Tensor other)", arc_tangent2},
    {"maximum(Tensor self, Tensor other)", binary<Op::kAtLeast, Larger>},
    {"minimum(Tensor self, Tensor other)", binary<Op::kAtMost, Smaller>},
    {"max(Tensor self, Tensor other)", binary<Op::kAtLeast, Larger>},
    {"min(Tensor self, Tensor other)", binary<Op::kAtMost, Smaller>},
    {"clamp(Tensor self, Scalar? min=None, Scalar? max=None)", clamp},
    {"clamp(Tensor self, Tensor? min=None, Tensor? max=None)", clamp},
    {"clip(Tensor self, Scalar? min=None, Scalar? max=None)", clamp},
    {"clamp_min(Tensor self, Scalar min)", clamp_min},
    {"clamp_max(Tensor self, Scalar max)", clamp_max},
    {"hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1)", clamp},
    {"where(Tensor condition, Tensor self, Tensor other)", where},
    {"where(Tensor condition, Scalar self, Tensor other)", where},
    {"where(Tensor condition, Tensor self, Scalar other)", where},
    {"where(Tensor condition, Scalar self, Scalar other)", where},
    {"masked_fill(Tensor self, Tensor mask, Scalar value)", masked_fill},
    {"masked_fill_(Tensor self, Tensor mask, Scalar value)", in_place<masked_fill>},
    {"add_(Tensor self, Tensor other, *, Scalar alpha=1)", in_place<with_alpha<Op::kAdd, Add>>},
    {"add_(Tensor self, Scalar other, Scalar alpha=1)", in_place<with_alpha<Op::kAdd, Add>>},
    {"sub_(Tensor self, Tensor other, *, Scalar alpha=1)", in_place<with_alpha<Op::kSubtract, Subtract>>},
    {"sub_(Tensor self, Scalar other, Scalar alpha=1)", in_place<with_alpha<Op::kSubtract, Subtract>>},
    {"mul_(Tensor self, Tensor other)", in_place<binary<Op::kMultiply, Multiply>>},
    {"mul_(Tensor self, Scalar other)", in_place<binary<Op::kMultiply, Multiply>>},
    {"div_(Tensor self, Tensor other)", in_place<divide>},
    {"div_(Tensor self, Scalar other)", in_place<divide>},
    {"clamp_(Tensor self, Scalar? min=None, Scalar? max=None)", in_place<clamp>},
};

}  // namespace

std::span<const Entry> arithmetic_operators() { return kEntries; }

}  // namespace latentjam::infer::native
