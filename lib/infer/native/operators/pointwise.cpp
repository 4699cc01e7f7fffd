// Elementwise operations: float32 on our kernels, everything else in plain loops.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/pointwise.h"

#include "infer/native/operators/not_a_number.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

namespace latentjam::infer::native {

namespace {

using kernel::pointwise::Op;
using kernel::pointwise::Program;
using Complex = std::complex<float>;

// One program for each operation alone.
const std::shared_ptr<const Program>& program_of(Op op)
{
    static const auto kPrograms = [] {
        std::vector<std::shared_ptr<const Program>> programs;
        for (std::size_t i = 0; i < kernel::pointwise::kOps; ++i) {
            const auto each = static_cast<Op>(i);
            auto program = std::make_shared<Program>(is_unary(each) ? 1 : 2);
            if (is_unary(each))
                program->apply(each, 0);
            else
                program->apply(each, 0, 1);
            program->finish();
            programs.push_back(std::move(program));
        }
        return programs;
    }();
    return kPrograms[static_cast<std::size_t>(op)];
}

std::shared_ptr<const Program> program_of(const PointwiseStep::Formula& formula, std::size_t operands)
{
    auto program = std::make_shared<Program>(static_cast<int>(operands));
    for (const float constant : formula.constants) program->constant(constant);
    for (const auto& [op, a, b] : formula.operations)
        if (is_unary(op))
            program->apply(op, static_cast<int>(a));
        else
            program->apply(op, static_cast<int>(a), static_cast<int>(b));
    program->finish();
    return program;
}

}  // namespace

bool is_unary(Op op) noexcept { return op >= Op::kNegate; }

PointwiseStep::PointwiseStep(Op op, std::vector<Tensor> operands, Tensor out)
    : Step(std::move(operands), {std::move(out)}), formula_{{}, {{op, 0, 1}}}, program_(program_of(op))
{
    for (auto& operand : reads_) operand = operand.expanded(writes_.front().sizes());
}

PointwiseStep::PointwiseStep(Formula formula, std::vector<Tensor> operands, Tensor out)
    : Step(std::move(operands), {std::move(out)}),
      formula_(std::move(formula)),
      program_(program_of(formula_, reads_.size()))
{
}

void PointwiseStep::run()
{
    const auto& out = writes_.front();
    if (out.count() == 0) return;
    std::array<kernel::pointwise::Operand, kernel::pointwise::kMostOperands> operands;
    for (std::size_t i = 0; i < reads_.size(); ++i) operands[i] = operand_for_kernel(reads_[i]);
    program_->run(pointwise_kernels(), sizes_for_kernel(out), std::span(operands.data(), reads_.size()),
                  out.data<float>());
}

kernel::pointwise::Sizes sizes_for_kernel(const Tensor& tensor) noexcept
{
    kernel::pointwise::Sizes sizes;
    sizes.fill(1);
    std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes.end() - static_cast<std::ptrdiff_t>(tensor.dim()));
    return sizes;
}

kernel::pointwise::Operand operand_for_kernel(const Tensor& tensor) noexcept
{
    kernel::pointwise::Operand operand{tensor.data<float>(), {}};
    for (std::size_t d = 0; d < tensor.dim(); ++d)
        operand.steps[kernel::pointwise::kDims - tensor.dim() + d] = tensor.size(d) == 1 ? 0 : tensor.strides()[d];
    return operand;
}

const kernel::pointwise::Kernels& pointwise_kernels() noexcept
{
    static const auto& best = kernel::pointwise::available_kernels().front();
    return best;
}

namespace {

Tensor on_kernel(Machine& machine, Op op, std::vector<Tensor> operands)
{
    Dims sizes = operands.front().sizes();
    for (const auto& operand : operands) sizes = broadcast(sizes, operand.sizes());
    auto out = machine.empty(Type::kFloat, sizes);
    machine.run(std::make_unique<PointwiseStep>(op, std::move(operands), out));
    return out;
}

// A tensor as it is, a number as a tensor of no dimension.
Tensor as_tensor(Machine& machine, const Value& value, Type type)
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

// Binary operations: kOp for floats, kFunction for all others.

template <typename T>
constexpr bool kIsComplex = std::is_same_v<T, Complex>;

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
struct Larger {
    template <typename T>
    T operator()(T a, T b) const
    {
        if constexpr (kIsComplex<T>)
            throw ScriptError("complex numbers have no order");
        else
            return is_nan(a) ? a : is_nan(b) ? b : std::max(a, b);
    }
};
struct Smaller {
    template <typename T>
    T operator()(T a, T b) const
    {
        if constexpr (kIsComplex<T>)
            throw ScriptError("complex numbers have no order");
        else
            return is_nan(a) ? a : is_nan(b) ? b : std::min(a, b);
    }
};

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

// Unary operations.

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
    {"relu_(Tensor self)", in_place<relu>},
    {"leaky_relu_(Tensor self, Scalar negative_slope=0.01)", in_place<leaky>},
    {"silu_(Tensor self)", in_place<silu>},
    {"tanh_(Tensor self)", in_place<on_kernel_or<Op::kTanh, LATENTJAM_FUNCTION(tanh)>>},
    {"sigmoid_(Tensor self)", in_place<on_kernel_or<Op::kSigmoid, kSigmoid>>},
    {"neg_(Tensor self)", in_place<keeping_type<Op::kNegate, kNegative>>},
};

#undef LATENTJAM_FUNCTION

}  // namespace

std::span<const Entry> pointwise_operators() { return kEntries; }

}  // namespace latentjam::infer::native
