// What elementwise operators share: float32 on our kernels, everything else in plain loops.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/operators/not_a_number.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/pointwise.h"

#include <algorithm>
#include <complex>
#include <type_traits>
#include <utility>
#include <vector>

namespace latentjam::infer::native {

using kernel::pointwise::Op;
using Complex = std::complex<float>;

inline Tensor on_kernel(Machine& machine, Op op, std::vector<Tensor> operands)
{
    Dims sizes = operands.front().sizes();
    for (const auto& operand : operands) sizes = broadcast(sizes, operand.sizes());
    auto out = machine.empty(Type::kFloat, sizes);
    machine.run(std::make_unique<PointwiseStep>(op, std::move(operands), out));
    return out;
}

// A tensor as it is, a number as a tensor of no dimension.
inline Tensor as_tensor(Machine& machine, const Value& value, Type type)
{
    return value.is_tensor() ? machine.converted(value.tensor(), type) : machine.scalar(value, type);
}

template <typename Out, typename In, typename F>
Tensor each(Machine& machine, const Tensor& x, Type type, F f)
{
    const auto out = machine.empty(type, x.sizes());
    machine.run({out}, {x}, [out, x, f] { map<In, Out>(out, x, f); });
    return out;
}

template <typename A, typename Out, typename F>
Tensor each(Machine& machine, const Tensor& a, const Tensor& b, Type type, F f)
{
    const auto out = machine.empty(type, broadcast(a.sizes(), b.sizes()));
    const auto left = a.expanded(out.sizes()), right = b.expanded(out.sizes());
    machine.run({out}, {left, right}, [out, left, right, f] { map<A, A, Out>(out, left, right, f); });
    return out;
}

template <typename T>
constexpr bool kIsComplex = std::is_same_v<T, Complex>;

// Binary operations: an Op for floats, a function for all others.

template <bool kLargest>
struct Extreme {
    template <typename T>
    T operator()(T a, T b) const
    {
        if constexpr (kIsComplex<T>)
            throw ScriptError("complex numbers have no order");
        else if (is_nan(a) || is_nan(b))
            return is_nan(a) ? a : b;
        else
            return kLargest ? std::max(a, b) : std::min(a, b);
    }
};
using Larger = Extreme<true>;
using Smaller = Extreme<false>;

template <typename F>
Value binary(Machine& machine, const Value& a, const Value& b, Type type, Op op, F f)
{
    const auto left = as_tensor(machine, a, type), right = as_tensor(machine, b, type);
    if (type == Type::kFloat) return on_kernel(machine, op, {left, right});
    return with_type(type, [&](auto zero) -> Value {
        using T = decltype(zero);
        return each<T, T>(machine, left, right, type, [f](T x, T y) -> T { return f(x, y); });
    });
}

template <typename F>
Tensor in_floats(Machine& machine, const Tensor& x, F f)
{
    if (x.type() == Type::kDouble)
        return each<double, double>(machine, x, Type::kDouble, [f](double v) -> double { return f(v); });
    return each<float, float>(machine, machine.converted(x, Type::kFloat), Type::kFloat,
                              [f](float v) -> float { return static_cast<float>(f(v)); });
}

template <auto kFunction>
Value function(Machine& machine, Arguments a)
{
    if (a[0].tensor().type() == Type::kComplex) throw Unknown("a function of complex numbers is not known");
    return in_floats(machine, a[0].tensor(), [](auto v) { return kFunction(v); });
}

// Floats on the kernel, doubles by kFunction.
template <Op kOp, auto kFunction>
Value on_kernel_or(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() == Type::kDouble || x.type() == Type::kComplex) return function<kFunction>(machine, a);
    return on_kernel(machine, kOp, {machine.converted(x, Type::kFloat)});
}

/// Computes, then writes into the first argument.
template <Compute kCompute>
Value in_place(Machine& machine, Arguments a)
{
    const auto result = kCompute(machine, a).tensor();
    if (!(result.sizes() == a[0].tensor().sizes()))
        throw ScriptError("a tensor of " + text_of(result.sizes()) + " into one of " + text_of(a[0].tensor().sizes()));
    machine.copy(a[0].tensor(), result);
    return a[0];
}

}  // namespace latentjam::infer::native
