// Plain numbers, bools and texts: what scripts compute sizes and conditions with.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/operator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace latentjam::infer::native {

namespace {

using Signed = std::int64_t;
using Unsigned = std::uint64_t;

bool are_whole(Arguments a) { return !a[0].is_double() && !a[1].is_double(); }

template <auto kWhole, auto kReal>
Value arithmetic(Machine&, Arguments a)
{
    if (are_whole(a)) return static_cast<Signed>(kWhole(a[0].integer(), a[1].integer()));
    return static_cast<double>(kReal(a[0].real(), a[1].real()));
}

// Overflow wraps, as it does in torch on every machine at hand.
Signed add(Signed a, Signed b) { return static_cast<Signed>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b)); }
Signed subtract(Signed a, Signed b) { return static_cast<Signed>(static_cast<Unsigned>(a) - static_cast<Unsigned>(b)); }
Signed multiply(Signed a, Signed b) { return static_cast<Signed>(static_cast<Unsigned>(a) * static_cast<Unsigned>(b)); }

void refuse_zero(Signed divisor)
{
    if (divisor == 0) throw ScriptError("division by zero");
}

Signed floor_divide(Signed a, Signed b)
{
    refuse_zero(b);
    if (b == -1) return subtract(0, a);
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

Signed modulo(Signed a, Signed b)
{
    refuse_zero(b);
    if (b == -1) return 0;
    const auto rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

double real_modulo(double a, double b)
{
    const double rest = std::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

Value divide(Machine&, Arguments a)
{
    if (a[1].real() == 0) throw ScriptError("division by zero");
    return a[0].real() / a[1].real();
}

Signed whole_power(Signed base, Signed exponent)
{
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 != 0 ? -1 : 1) : 0;
    Signed result = 1;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1) result = multiply(result, base);
        base = multiply(base, base);
    }
    return result;
}

template <auto kCompare>
Value compare(Machine&, Arguments a)
{
    if (are_whole(a)) return kCompare(a[0].integer(), a[1].integer());
    return kCompare(a[0].real(), a[1].real());
}

template <auto kFunction>
Value real(Machine&, Arguments a)
{
    return static_cast<double>(kFunction(a[0].real()));
}

template <auto kRound>
Value rounded(Machine&, Arguments a)
{
    const double number = kRound(a[0].real());
    if (!(std::abs(number) < 9.2e18)) throw ScriptError("a number too large for an int");
    return static_cast<Signed>(number);
}

Value negate(Machine&, Arguments a)
{
    if (a[0].is_double()) return -a[0].real();
    return subtract(0, a[0].integer());
}

Value magnitude(Machine&, Arguments a)
{
    if (a[0].is_double()) return std::abs(a[0].real());
    return a[0].integer() < 0 ? subtract(0, a[0].integer()) : a[0].integer();
}

template <bool kLargest>
Value extreme(Machine&, Arguments a)
{
    const bool first = kLargest ? a[0].real() >= a[1].real() : a[0].real() <= a[1].real();
    const auto& chosen = first ? a[0] : a[1];
    if (are_whole(a)) return chosen.integer();
    return chosen.real();
}

template <bool kLargest>
Value extreme_of_list(Machine&, Arguments a)
{
    const auto& items = a[0].elements();
    if (items.empty()) throw ScriptError("the extreme of an empty list");
    const auto less = [](const Value& x, const Value& y) { return x.real() < y.real(); };
    return kLargest ? *std::max_element(items.begin(), items.end(), less)
                    : *std::min_element(items.begin(), items.end(), less);
}

Value to_int(Machine& machine, Arguments a)
{
    if (a[0].is_tensor()) return machine.number<Signed>(a[0].tensor());
    if (a[0].is_string()) return static_cast<Signed>(std::strtoll(a[0].text().c_str(), nullptr, 10));
    if (!a[0].is_double()) return a[0].integer();
    if (!(std::abs(a[0].real()) < 9.2e18)) throw ScriptError("a number too large for an int");
    return static_cast<Signed>(a[0].real());
}

Value to_float(Machine& machine, Arguments a)
{
    if (a[0].is_tensor()) return machine.number<double>(a[0].tensor());
    if (!a[0].is_string()) return a[0].real();
    return std::strtod(a[0].text().c_str(), nullptr);
}

Value to_bool(Machine& machine, Arguments a)
{
    if (a[0].is_tensor()) return machine.number<double>(a[0].tensor()) != 0;
    return a[0].real() != 0;
}

Value item(Machine& machine, Arguments a)
{
    const auto& tensor = a[0].tensor();
    if (tensor.type() == Type::kBool) return machine.number<double>(tensor) != 0;
    if (is_float(tensor.type())) return machine.number<double>(tensor);
    return machine.number<Signed>(tensor);
}

Value to_text(Machine&, Arguments a) { return text_of(a[0]); }

void refuse_longer(std::size_t letters)
{
    if (letters > 1U << 20U) throw ScriptError("a text of more than 1 MB");
}

Value format(Machine&, Arguments a)
{
    const auto& pattern = a[0].text();
    std::string text;
    std::size_t next = 1;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern.compare(i, 2, "{}") != 0) {
            text += pattern[i];
            continue;
        }
        ++i;
        if (next < a.size()) text += text_of(a[next++]);
        refuse_longer(text.size());
    }
    return text;
}

Value add_texts(Machine&, Arguments a)
{
    refuse_longer(a[0].text().size() + a[1].text().size());
    return a[0].text() + a[1].text();
}

bool are_identical(const Value& a, const Value& b)
{
    if (a.is_none() || b.is_none()) return a.is_none() && b.is_none();
    if (a.is_object() && b.is_object()) return a.object() == b.object();
    return are_equal(a, b);
}

Value is(Machine&, Arguments a) { return are_identical(a[0], a[1]); }
Value is_not(Machine&, Arguments a) { return !are_identical(a[0], a[1]); }
Value is_equal(Machine&, Arguments a) { return are_equal(a[0], a[1]); }
Value is_unequal(Machine&, Arguments a) { return !are_equal(a[0], a[1]); }
Value negation(Machine&, Arguments a) { return !a[0].boolean(); }
Value both(Machine&, Arguments a) { return a[0].boolean() && a[1].boolean(); }
Value either(Machine&, Arguments a) { return a[0].boolean() || a[1].boolean(); }
Value is_odd_one(Machine&, Arguments a) { return a[0].boolean() != a[1].boolean(); }
Value nothing(Machine&, Arguments) { return {}; }
Value same(Machine&, Arguments a) { return a[0]; }

constexpr auto kLess = [](auto a, auto b) { return a < b; };
constexpr auto kAtMost = [](auto a, auto b) { return a <= b; };
constexpr auto kMore = [](auto a, auto b) { return a > b; };
constexpr auto kAtLeast = [](auto a, auto b) { return a >= b; };
constexpr auto kEqual = [](auto a, auto b) { return a == b; };
constexpr auto kUnequal = [](auto a, auto b) { return a != b; };

using Real = double (*)(double);

constexpr Entry kEntries[] = {
    {"add(Scalar a, Scalar b)", arithmetic<add, [](double a, double b) { return a + b; }>},
    {"sub(Scalar a, Scalar b)", arithmetic<subtract, [](double a, double b) { return a - b; }>},
    {"mul(Scalar a, Scalar b)", arithmetic<multiply, [](double a, double b) { return a * b; }>},
    {"div(Scalar a, Scalar b)", divide},
    {"floordiv(Scalar a, Scalar b)", arithmetic<floor_divide, [](double a, double b) { return std::floor(a / b); }>},
    {"remainder(Scalar a, Scalar b)", arithmetic<modulo, real_modulo>},
    {"pow(Scalar a, Scalar b)", arithmetic<whole_power, [](double a, double b) { return std::pow(a, b); }>},
    {"neg(Scalar a)", negate},
    {"abs(Scalar a)", magnitude},
    {"prim.abs(Scalar a)", magnitude},
    {"lt(Scalar a, Scalar b)", compare<kLess>},
    {"le(Scalar a, Scalar b)", compare<kAtMost>},
    {"gt(Scalar a, Scalar b)", compare<kMore>},
    {"ge(Scalar a, Scalar b)", compare<kAtLeast>},
    {"eq(Scalar a, Scalar b)", compare<kEqual>},
    {"ne(Scalar a, Scalar b)", compare<kUnequal>},
    {"eq(str a, str b)", is_equal},
    {"ne(str a, str b)", is_unequal},
    {"eq(t[] a, t[] b)", is_equal},
    {"ne(t[] a, t[] b)", is_unequal},
    {"prim.min(Scalar a, Scalar b)", extreme<false>},
    {"prim.max(Scalar a, Scalar b)", extreme<true>},
    {"prim.min(t[] a)", extreme_of_list<false>},
    {"prim.max(t[] a)", extreme_of_list<true>},
    {"min(Scalar a, Scalar b)", extreme<false>},
    {"max(Scalar a, Scalar b)", extreme<true>},
    {"sqrt(Scalar a)", real<Real{std::sqrt}>},
    {"exp(Scalar a)", real<Real{std::exp}>},
    {"log(Scalar a)", real<Real{std::log}>},
    {"log2(Scalar a)", real<Real{std::log2}>},
    {"log10(Scalar a)", real<Real{std::log10}>},
    {"sin(Scalar a)", real<Real{std::sin}>},
    {"cos(Scalar a)", real<Real{std::cos}>},
    {"tan(Scalar a)", real<Real{std::tan}>},
    {"tanh(Scalar a)", real<Real{std::tanh}>},
    {"ceil(Scalar a)", rounded<Real{std::ceil}>},
    {"floor(Scalar a)", rounded<Real{std::floor}>},
    {"round(Scalar a)", real<Real{std::nearbyint}>},
    {"int(any a)", to_int},
    {"Int(any a)", to_int},
    {"IntImplicit(Tensor a)", to_int},
    {"float(any a)", to_float},
    {"Float(any a)", to_float},
    {"FloatImplicit(Tensor a)", to_float},
    {"bool(any a)", to_bool},
    {"Bool(any a)", to_bool},
    {"item(Tensor a)", item},
    {"str(any a)", to_text},
    {"format(str a, any b=None, any c=None, any d=None, any e=None, any f=None)", format},
    {"add(str a, str b)", add_texts},
    {"__is__(any a, any b)", is},
    {"__isnot__(any a, any b)", is_not},
    {"__not__(bool a)", negation},
    {"__and__(bool a, bool b)", both},
    {"__or__(bool a, bool b)", either},
    {"__xor__(bool a, bool b)", is_odd_one},
    {"warn(any a, any b=None)", nothing},
    {"print(any a=None, any b=None, any c=None, any d=None)", nothing},
    {"prim.unchecked_cast(any a)", same},
    {"prim.unchecked_unwrap_optional(any a)", same},
    {"_unwrap_optional(any a)", same},
};

}  // namespace

std::span<const Entry> number_operators() { return kEntries; }

}  // namespace latentjam::infer::native
