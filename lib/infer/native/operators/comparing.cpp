// Comparisons and logic, number by number: tensors of bools come out.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <cmath>

namespace latentjam::infer::native {

namespace {

Tensor as_tensor(Machine& machine, const Value& value, Type type)
{
    return value.is_tensor() ? machine.converted(value.tensor(), type) : machine.scalar(value, type);
}

struct Less {
    template <typename T>
    bool operator()(T a, T b) const
    {
        if constexpr (std::is_same_v<T, std::complex<float>>)
            throw ScriptError("complex numbers have no order");
        else
            return a < b;
    }
};
struct AtMost {
    template <typename T>
    bool operator()(T a, T b) const
    {
        if constexpr (std::is_same_v<T, std::complex<float>>)
            throw ScriptError("complex numbers have no order");
        else
            return a <= b;
    }
};
struct Equal {
    template <typename T>
    bool operator()(T a, T b) const
    {
        return a == b;
    }
};

/// kSwaps: of b and a. kNegates: the opposite, except that nothing is true of NaN but !=.
template <typename F, bool kSwaps = false, bool kNegates = false>
Value compare(Machine& machine, Arguments a)
{
    const auto type = promoted(a.first(2));
    auto left = as_tensor(machine, a[0], type), right = as_tensor(machine, a[1], type);
    if (kSwaps) std::swap(left, right);
    const auto out = machine.empty(Type::kBool, broadcast(left.sizes(), right.sizes()));
    const auto x = left.expanded(out.sizes()), y = right.expanded(out.sizes());
    machine.run({out}, {x, y}, [out, x, y] {
        with_type(x.type(), [&](auto zero) {
            using T = decltype(zero);
            map<T, T, bool>(out, x, y, [](T v, T w) { return F()(v, w) != kNegates; });
        });
    });
    return out;
}

struct And {
    template <typename T>
    T operator()(T a, T b) const
    {
        return static_cast<T>(a & b);
    }
};
struct Or {
    template <typename T>
    T operator()(T a, T b) const
    {
        return static_cast<T>(a | b);
    }
};
struct ExclusiveOr {
    template <typename T>
    T operator()(T a, T b) const
    {
        return static_cast<T>(a ^ b);
    }
};

template <typename F>
Value bitwise(Machine& machine, Arguments a)
{
    const auto type = promoted(a.first(2));
    const auto left = as_tensor(machine, a[0], type), right = as_tensor(machine, a[1], type);
    const auto out = machine.empty(type, broadcast(left.sizes(), right.sizes()));
    const auto x = left.expanded(out.sizes()), y = right.expanded(out.sizes());
    machine.run({out}, {x, y}, [out, x, y] {
        with_type(x.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_integral_v<T>)
                map<T, T, T>(out, x, y, F());
            else
                throw ScriptError("logic with numbers that are not whole");
        });
    });
    return out;
}

template <typename F>
Value logical(Machine& machine, Arguments a)
{
    const Value bools[] = {machine.converted(a[0].tensor(), Type::kBool),
                           machine.converted(a[1].tensor(), Type::kBool)};
    return bitwise<F>(machine, bools);
}

Value logical_not(Machine& machine, Arguments a)
{
    const auto x = machine.converted(a[0].tensor(), Type::kBool);
    const auto out = machine.empty(Type::kBool, x.sizes());
    machine.run({out}, {x}, [out, x] { map<bool, bool>(out, x, [](bool v) { return !v; }); });
    return out;
}

template <auto kTest>
Value test(Machine& machine, Arguments a)
{
    const auto x = a[0].tensor();
    const auto out = machine.empty(Type::kBool, x.sizes());
    machine.run({out}, {x}, [out, x] {
        with_type(x.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_same_v<T, std::complex<float>>)
                map<T, bool>(out, x, [](T v) { return kTest(v.real()) || kTest(v.imag()); });
            else
                map<T, bool>(out, x, [](T v) { return kTest(static_cast<double>(v)); });
        });
    });
    return out;
}

#define LATENTJAM_COMPARISON(name, ...) \
    {name "(Tensor self, Tensor other)", __VA_ARGS__}, { name "(Tensor self, Scalar other)", __VA_ARGS__ }

constexpr Entry kEntries[] = {
    LATENTJAM_COMPARISON("lt", compare<Less>),
    LATENTJAM_COMPARISON("le", compare<AtMost>),
    LATENTJAM_COMPARISON("gt", compare<Less, true>),
    LATENTJAM_COMPARISON("ge", compare<AtMost, true>),
    LATENTJAM_COMPARISON("eq", compare<Equal>),
    LATENTJAM_COMPARISON("ne", compare<Equal, false, true>),
    LATENTJAM_COMPARISON("__and__", bitwise<And>),
    LATENTJAM_COMPARISON("__or__", bitwise<Or>),
    LATENTJAM_COMPARISON("__xor__", bitwise<ExclusiveOr>),
    LATENTJAM_COMPARISON("bitwise_and", bitwise<And>),
    LATENTJAM_COMPARISON("bitwise_or", bitwise<Or>),
    {"logical_and(Tensor self, Tensor other)", logical<And>},
    {"logical_or(Tensor self, Tensor other)", logical<Or>},
    {"logical_not(Tensor self)", logical_not},
    {"bitwise_not(Tensor self)", logical_not},
    {"isnan(Tensor self)", test<[](double v) { return std::isnan(v); }>},
    {"isinf(Tensor self)", test<[](double v) { return std::isinf(v); }>},
    {"isfinite(Tensor self)", test<[](double v) { return std::isfinite(v); }>},
};

#undef LATENTJAM_COMPARISON

}  // namespace

std::span<const Entry> comparing_operators() { return kEntries; }

}  // namespace latentjam::infer::native
