// Elementwise functions of one operand, and activations.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/elementwise.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace latentjam::infer::native {

namespace {

// The same type comes out; whole numbers stay whole.
template <Op kOp, auto kFunction>
Value keeping_type(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() == Type::kFloat) return on_kernel(machine, kOp, {x});
    return with_type(x.type(), [&](auto zero) -> Value {
        using T = decltype(zero);
        return each<T, T>(machine, x, x.type(), [](T v) -> T { return kFunction(v); });
    });
}

template <auto kFunction>
Value rounded(Machine& machine, Arguments a)
{
    return is_float(a[0].tensor().type()) ? function<kFunction>(machine, a) : a[0];
}

Value magnitude(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() == Type::kComplex)
        return each<float, Complex>(machine, x, Type::kFloat, [](Complex v) { return std::abs(v); });
    return keeping_type<Op::kMagnitude, [](auto v) {
        using T = decltype(v);
        if constexpr (std::is_same_v<T, bool> || kIsComplex<T>)
            return v;
        else
            return static_cast<T>(v < T(0) ? T(0) - v : v);
    }>(machine, a);
}

Value angle(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() == Type::kComplex)
        return each<float, Complex>(machine, x, Type::kFloat, [](Complex v) { return std::arg(v); });
    return in_floats(machine, x, [](auto v) { return v < 0 ? std::numbers::pi_v<decltype(v)> : is_nan(v) ? v : 0; });
}

Value conjugate(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() != Type::kComplex) return x;
    return each<Complex, Complex>(machine, x, Type::kComplex, [](Complex v) { return std::conj(v); });
}

Value complex(Machine& machine, Arguments a)
{
    const auto& real = a[0].tensor();
    const auto& imaginary = a[1].tensor();
    if (real.type() != Type::kFloat || imaginary.type() != Type::kFloat)
        throw Unknown("complex() of anything but floats is not known");
    return each<float, Complex>(machine, real, imaginary, Type::kComplex,
                                [](float x, float y) { return Complex(x, y); });
}

Value polar(Machine& machine, Arguments a)
{
    if (a[0].tensor().type() != Type::kFloat || a[1].tensor().type() != Type::kFloat)
        throw Unknown("polar() of anything but floats is not known");
    return each<float, Complex>(machine, a[0].tensor(), a[1].tensor(), Type::kComplex, [](float radius, float turn) {
        return Complex(radius * std::cos(turn), radius * std::sin(turn));
    });
}

Value relu(Machine& machine, Arguments a)
{
    return binary(machine, a[0], 0, a[0].tensor().type(), Op::kAtLeast, Larger());
}

Value leaky(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() == Type::kFloat) return on_kernel(machine, Op::kLeaky, {x, machine.scalar(a[1], Type::kFloat)});
    const double slope = a[1].real();
    return in_floats(machine, x, [slope](auto v) { return v > 0 ? v : static_cast<decltype(v)>(v * slope); });
}

Value silu(Machine& machine, Arguments a)
{
    const auto& x = a[0].tensor();
    if (x.type() != Type::kFloat) return in_floats(machine, x, [](auto v) { return v / (1 + std::exp(-v)); });
    return on_kernel(machine, Op::kMultiply, {x, on_kernel(machine, Op::kSigmoid, {x})});
}

Value gelu(Machine& machine, Arguments a)
{
    if (a[1].text() != "none") throw Unknown("gelu() by tanh is not known");
    return in_floats(machine, a[0].tensor(), [](auto v) {
        using T = decltype(v);
        return static_cast<T>(0.5) * v * (1 + std::erf(v * static_cast<T>(std::numbers::sqrt2 / 2)));
    });
}

Value softplus(Machine& machine, Arguments a)
{
    const double beta = a[1].real(), threshold = a[2].real();
    return in_floats(machine, a[0].tensor(), [beta, threshold](auto v) {
        using T = decltype(v);
        const T scaled = v * static_cast<T>(beta);
        return scaled > static_cast<T>(threshold) ? v : std::log1p(std::exp(scaled)) / static_cast<T>(beta);
    });
}

Value elu(Machine& machine, Arguments a)
{
    const double alpha = a[1].real();
    return in_floats(machine, a[0].tensor(),
                     [alpha](auto v) { return v > 0 ? v : static_cast<decltype(v)>(alpha) * std::expm1(v); });
}

// Giles' approximation of the inverse error function, then two of Newton's steps, as torch's own.
double inverse_error_function(double y)
{
    if (!(std::abs(y) <= 1)) return std::numeric_limits<double>::quiet_NaN();
    if (std::abs(y) == 1) return std::copysign(std::numeric_limits<double>::infinity(), y);
    double x = 0;
    if (std::abs(y) <= 0.7) {
        const double z = y * y;
        x = y * (((-0.140543331 * z + 0.914624893) * z - 1.645349621) * z + 0.886226899) /
            ((((0.012229801 * z - 0.329097515) * z + 1.442710462) * z - 2.118377725) * z + 1);
    } else {
        const double z = std::sqrt(-std::log((1 - std::abs(y)) / 2));
        x = std::copysign((((1.641345311 * z + 3.429567803) * z - 1.624906493) * z - 1.970840454) /
                              ((1.637067800 * z + 3.543889200) * z + 1),
                          y);
    }
    for (int i = 0; i < 2; ++i) x -= (std::erf(x) - y) / (2 / std::sqrt(std::numbers::pi) * std::exp(-x * x));
    return x;
}

constexpr auto kSign = [](auto v) {
    using T = decltype(v);
    if constexpr (std::is_same_v<T, bool> || kIsComplex<T>)
        return v;
    else
        return static_cast<T>((v > T(0) ? 1 : 0) - (v < T(0) ? 1 : 0));
};
constexpr auto kNegative = [](auto v) {
    using T = decltype(v);
    if constexpr (std::is_same_v<T, bool>)
        return !v;
    else
        return static_cast<T>(-v);
};
constexpr auto kFraction = [](auto v) {
    using T = decltype(v);
    if constexpr (std::is_floating_point_v<T>)
        return v - std::trunc(v);
    else
        return v;
};
constexpr auto kSigmoid = [](auto v) { return 1 / (1 + std::exp(-v)); };
constexpr auto kInverse = [](auto v) { return 1 / v; };
constexpr auto kInverseRoot = [](auto v) { return 1 / std::sqrt(v); };
constexpr auto kRound = [](auto v) { return std::nearbyint(v); };

#define LATENTJAM_FUNCTION(name) [](auto v) { return std::name(v); }

constexpr Entry kEntries[] = {
    {"neg(Tensor self)", keeping_type<Op::kNegate, kNegative>},
    {"sign(Tensor self)", keeping_type<Op::kSign, kSign>},
    {"frac(Tensor self)", keeping_type<Op::kFraction, kFraction>},
    {"abs(Tensor self)", magnitude},
    {"angle(Tensor self)", angle},
    {"conj(Tensor self)", conjugate},
    {"complex(Tensor real, Tensor imag)", complex},
    {"polar(Tensor abs, Tensor angle)", polar},
    {"sqrt(Tensor self)", on_kernel_or<Op::kSquareRoot, LATENTJAM_FUNCTION(sqrt)>},
    {"exp(Tensor self)", on_kernel_or<Op::kExp, LATENTJAM_FUNCTION(exp)>},
    {"exp2(Tensor self)", on_kernel_or<Op::kExp2, LATENTJAM_FUNCTION(exp2)>},
    {"log(Tensor self)", on_kernel_or<Op::kLog, LATENTJAM_FUNCTION(log)>},
    {"tanh(Tensor self)", on_kernel_or<Op::kTanh, LATENTJAM_FUNCTION(tanh)>},
    {"sin(Tensor self)", on_kernel_or<Op::kSine, LATENTJAM_FUNCTION(sin)>},
    {"cos(Tensor self)", on_kernel_or<Op::kCosine, LATENTJAM_FUNCTION(cos)>},
    {"sigmoid(Tensor self)", on_kernel_or<Op::kSigmoid, kSigmoid>},
    {"log2(Tensor self)", function<LATENTJAM_FUNCTION(log2)>},
    {"log10(Tensor self)", function<LATENTJAM_FUNCTION(log10)>},
    {"log1p(Tensor self)", function<LATENTJAM_FUNCTION(log1p)>},
    {"expm1(Tensor self)", function<LATENTJAM_FUNCTION(expm1)>},
    {"rsqrt(Tensor self)", function<kInverseRoot>},
    {"reciprocal(Tensor self)", function<kInverse>},
    {"tan(Tensor self)", function<LATENTJAM_FUNCTION(tan)>},
    {"asin(Tensor self)", function<LATENTJAM_FUNCTION(asin)>},
    {"acos(Tensor self)", function<LATENTJAM_FUNCTION(acos)>},
    {"atan(Tensor self)", function<LATENTJAM_FUNCTION(atan)>},
    {"sinh(Tensor self)", function<LATENTJAM_FUNCTION(sinh)>},
    {"cosh(Tensor self)", function<LATENTJAM_FUNCTION(cosh)>},
    {"asinh(Tensor self)", function<LATENTJAM_FUNCTION(asinh)>},
    {"acosh(Tensor self)", function<LATENTJAM_FUNCTION(acosh)>},
    {"atanh(Tensor self)", function<LATENTJAM_FUNCTION(atanh)>},
    {"erf(Tensor self)", function<LATENTJAM_FUNCTION(erf)>},
    {"erfc(Tensor self)", function<LATENTJAM_FUNCTION(erfc)>},
    {"erfinv(Tensor self)",
     function<[](auto v) { return static_cast<decltype(v)>(inverse_error_function(static_cast<double>(v))); }>},
    {"floor(Tensor self)", rounded<LATENTJAM_FUNCTION(floor)>},
    {"ceil(Tensor self)", rounded<LATENTJAM_FUNCTION(ceil)>},
    {"trunc(Tensor self)", rounded<LATENTJAM_FUNCTION(trunc)>},
    {"round(Tensor self)", rounded<kRound>},
    {"relu(Tensor self)", relu},
    {"leaky_relu(Tensor self, Scalar negative_slope=0.01)", leaky},
    {"silu(Tensor self)", silu},
    {"gelu(Tensor self, *, str approximate=\"none\")", gelu},
    {"softplus(Tensor self, Scalar beta=1, Scalar threshold=20)", softplus},
    {"elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1)", elu},
    {"relu_(Tensor self)", in_place<relu>},
    {"leaky_relu_(Tensor self, Scalar negative_slope=0.01)", in_place<leaky>},
    {"silu_(Tensor self)", in_place<silu>},
    {"tanh_(Tensor self)", in_place<on_kernel_or<Op::kTanh, LATENTJAM_FUNCTION(tanh)>>},
    {"sigmoid_(Tensor self)", in_place<on_kernel_or<Op::kSigmoid, kSigmoid>>},
    {"neg_(Tensor self)", in_place<keeping_type<Op::kNegate, kNegative>>},
};

#undef LATENTJAM_FUNCTION

}  // namespace

std::span<const Entry> function_operators() { return kEntries; }

}  // namespace latentjam::infer::native
