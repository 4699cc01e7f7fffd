// Tensors from nothing, copies, and writes into tensors.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <cmath>
#include <numbers>

namespace latentjam::infer::native {

namespace {

void fill_with(Machine& machine, const Tensor& tensor, const Value& number)
{
    const auto one = number.is_tensor() ? number.tensor() : machine.scalar(number, tensor.type());
    const auto wide = one.expanded(tensor.sizes());
    machine.run({tensor}, {one}, [tensor, wide] { copy_numbers(tensor, wide); });
}

Tensor filled(Machine& machine, Type type, const Dims& sizes, const Value& number)
{
    const auto out = machine.empty(type, sizes);
    fill_with(machine, out, number);
    return out;
}

Value zeros(Machine& machine, Arguments a) { return filled(machine, type_or(a[1], Type::kFloat), a[0].integers(), 0); }
Value ones(Machine& machine, Arguments a) { return filled(machine, type_or(a[1], Type::kFloat), a[0].integers(), 1); }

// What was there before, as in torch: the script writes before it reads. Bools must be 0 or 1.
Value empty(Machine& machine, Arguments a)
{
    const auto type = type_or(a[1], Type::kFloat);
    return type == Type::kBool ? filled(machine, type, a[0].integers(), 0) : machine.empty(type, a[0].integers());
}

Value full(Machine& machine, Arguments a)
{
    const auto own = a[1].is_double() ? Type::kFloat : a[1].is_bool() ? Type::kBool : Type::kLong;
    return filled(machine, type_or(a[2], own), a[0].integers(), a[1]);
}

Type type_like(Arguments a, std::size_t at) { return type_or(a[at], a[0].tensor().type()); }

Value zeros_like(Machine& machine, Arguments a) { return filled(machine, type_like(a, 1), a[0].tensor().sizes(), 0); }
Value ones_like(Machine& machine, Arguments a) { return filled(machine, type_like(a, 1), a[0].tensor().sizes(), 1); }
Value full_like(Machine& machine, Arguments a) { return filled(machine, type_like(a, 2), a[0].tensor().sizes(), a[1]); }
Value new_zeros(Machine& machine, Arguments a) { return filled(machine, type_like(a, 2), a[1].integers(), 0); }
Value new_ones(Machine& machine, Arguments a) { return filled(machine, type_like(a, 2), a[1].integers(), 1); }

// Numbers from i; sums in double, as torch does.
Tensor counted(Machine& machine, Type type, std::int64_t count, double first, double step)
{
    const auto out = machine.empty(type, {count});
    machine.run({out}, {}, [out, first, step, count] {
        with_type(out.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_same_v<T, std::complex<float>>)
                throw ScriptError("arange() of complex numbers");
            else
                for (std::int64_t i = 0; i < count; ++i)
                    out.data<T>()[i] = static_cast<T>(first + step * static_cast<double>(i));
        });
    });
    return out;
}

Tensor arranged(Machine& machine, const Value& from, const Value& to, const Value& by, const Value& type)
{
    if (by.real() == 0 || !std::isfinite(by.real())) throw ScriptError("arange() with step " + text_of(by));
    const double count = std::ceil((to.real() - from.real()) / by.real());
    if (!(count >= 0 && count < 1 << 28)) throw ScriptError("arange() from " + text_of(from) + " to " + text_of(to));
    const bool is_whole = !from.is_double() && !to.is_double() && !by.is_double();
    return counted(machine, type_or(type, is_whole ? Type::kLong : Type::kFloat), static_cast<std::int64_t>(count),
                   from.real(), by.real());
}

Value arange_to(Machine& machine, Arguments a) { return arranged(machine, 0, a[0], 1, a[1]); }
Value arange(Machine& machine, Arguments a) { return arranged(machine, a[0], a[1], 1, a[2]); }
Value arange_by(Machine& machine, Arguments a) { return arranged(machine, a[0], a[1], a[2], a[3]); }

Value linspace(Machine& machine, Arguments a)
{
    const auto steps = a[2].integer();
    if (steps < 0 || steps > 1 << 28) throw ScriptError("linspace() of " + std::to_string(steps) + " steps");
    const auto out = machine.empty(type_or(a[3], Type::kFloat), {steps});
    const double first = a[0].real(), last = a[1].real();
    machine.run({out}, {}, [=] {
        with_type(out.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_floating_point_v<T>) {
                // From both ends towards the middle, in the type itself.
                const T start = static_cast<T>(first), end = static_cast<T>(last);
                const T step = steps > 1 ? (end - start) / static_cast<T>(steps - 1) : T(0);
                for (std::int64_t i = 0; i < steps; ++i)
                    out.data<T>()[i] = i < steps / 2 || steps == 1 ? start + step * static_cast<T>(i)
                                                                   : end - step * static_cast<T>(steps - 1 - i);
            } else {
                throw ScriptError("linspace() of whole numbers");
            }
        });
    });
    return out;
}

Value hann_window(Machine& machine, Arguments a)
{
    const auto length = a[0].integer();
    const bool is_periodic = a[1].boolean();
    if (length < 0 || length > 1 << 24) throw ScriptError("a window of " + std::to_string(length));
    const auto out = machine.empty(Type::kFloat, {length});
    machine.run({out}, {}, [=] {
        const double turn = 2 * std::numbers::pi / static_cast<double>(is_periodic ? length : length - 1);
        for (std::int64_t i = 0; i < length; ++i)
            out.data<float>()[i] =
                length == 1 ? 1.0F : static_cast<float>(0.5 - 0.5 * std::cos(turn * static_cast<double>(i)));
    });
    return out;
}

Value hann_window_periodic(Machine& machine, Arguments a)
{
    const Value arguments[] = {a[0], true};
    return hann_window(machine, arguments);
}

// torch.tensor(): of a number, or of lists of numbers.
void collect(const Value& value, std::vector<Value>& numbers, Dims& sizes, std::size_t depth)
{
    if (value.is_number()) {
        numbers.push_back(value);
        return;
    }
    const auto length = static_cast<std::int64_t>(value.elements().size());
    if (depth == sizes.size()) sizes.push_back(length);
    if (sizes[depth] != length) throw ScriptError("a tensor of lists that differ in length");
    for (const auto& item : value.elements()) collect(item, numbers, sizes, depth + 1);
}

Value tensor(Machine& machine, Arguments a)
{
    std::vector<Value> numbers;
    Dims sizes;
    collect(a[0], numbers, sizes, 0);
    auto own = Type::kFloat;
    if (!numbers.empty() && !numbers.front().is_double()) own = numbers.front().is_bool() ? Type::kBool : Type::kLong;
    const auto type = type_or(a[1], own);
    const auto out = machine.empty(type, sizes);
    if (static_cast<std::int64_t>(numbers.size()) != out.count()) throw ScriptError("a tensor of uneven lists");
    machine.run({out}, {}, [out, numbers] {
        with_type(out.type(), [&](auto zero) {
            using T = decltype(zero);
            for (std::size_t i = 0; i < numbers.size(); ++i)
                if constexpr (std::is_same_v<T, std::complex<float>>)
                    out.data<T>()[i] = static_cast<float>(numbers[i].real());
                else
                    out.data<T>()[i] = numbers[i].is_double() ? static_cast<T>(numbers[i].real())
                                                              : static_cast<T>(numbers[i].integer());
        });
    });
    return out;
}

Value number_to_tensor(Machine& machine, Arguments a)
{
    return machine.scalar(a[0], a[0].is_double() ? Type::kDouble : a[0].is_bool() ? Type::kBool : Type::kLong);
}

Value clone(Machine& machine, Arguments a) { return machine.cloned(a[0].tensor()); }

Value copy_in(Machine& machine, Arguments a)
{
    machine.copy(a[0].tensor(), a[1].tensor().expanded(a[0].tensor().sizes()));
    return a[0];
}

Value zero_in(Machine& machine, Arguments a)
{
    fill_with(machine, a[0].tensor(), 0);
    return a[0];
}

Value fill_in(Machine& machine, Arguments a)
{
    fill_with(machine, a[0].tensor(), a[1]);
    return a[0];
}

Value to_type(Machine& machine, Arguments a)
{
    const auto type = type_or(a[1], a[0].tensor().type());
    if (a[3].boolean() && type == a[0].tensor().type()) return machine.cloned(a[0].tensor());
    return machine.converted(a[0].tensor(), type);
}

// to(device, dtype, ...)
Value to_device(Machine& machine, Arguments a)
{
    return machine.converted(a[0].tensor(), type_or(a[2], a[0].tensor().type()));
}

Value to_other(Machine& machine, Arguments a) { return machine.converted(a[0].tensor(), a[1].tensor().type()); }
Value type_of(Machine&, Arguments a) { return static_cast<std::int64_t>(a[0].tensor().type()); }
Value device_of(Machine&, Arguments) { return Device(); }
Value is_cuda(Machine&, Arguments) { return false; }

constexpr Entry kEntries[] = {
    {"zeros(int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)", zeros},
    {"ones(int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)", ones},
    {"empty(int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None, "
     "any memory_format=None)",
     empty},
    {"full(int[] size, Scalar fill_value, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)",
     full},
    {"zeros_like(Tensor self, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None, "
     "any memory_format=None)",
     zeros_like},
    {"ones_like(Tensor self, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None, "
     "any memory_format=None)",
     ones_like},
    {"empty_like(Tensor self, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None, "
     "any memory_format=None)",
     zeros_like},
    {"full_like(Tensor self, Scalar fill_value, *, int? dtype=None, any layout=None, any device=None, "
     "any pin_memory=None, any memory_format=None)",
     full_like},
    {"new_zeros(Tensor self, int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)",
     new_zeros},
    {"new_ones(Tensor self, int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)",
     new_ones},
    {"arange(Scalar end, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)", arange_to},
    {"arange(Scalar start, Scalar end, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)",
     arange},
    {"arange(Scalar start, Scalar end, Scalar step=1, *, int? dtype=None, any layout=None, any device=None, "
     "any pin_memory=None)",
     arange_by},
    {"linspace(Scalar start, Scalar end, int steps, *, int? dtype=None, any layout=None, any device=None, "
     "any pin_memory=None)",
     linspace},
    {"hann_window(int window_length, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)",
     hann_window_periodic},
    {"hann_window(int window_length, bool periodic, *, int? dtype=None, any layout=None, any device=None, "
     "any pin_memory=None)",
     hann_window},
    {"tensor(any t, *, int? dtype=None, any device=None, bool requires_grad=False)", tensor},
    {"prim.NumToTensor(Scalar a)", number_to_tensor},
    {"scalar_tensor(Scalar s, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)", tensor},
    {"clone(Tensor self, *, any memory_format=None)", clone},
    {"copy_(Tensor self, Tensor src, bool non_blocking=False)", copy_in},
    {"zero_(Tensor self)", zero_in},
    {"fill_(Tensor self, Scalar value)", fill_in},
    {"fill_(Tensor self, Tensor value)", fill_in},
    {"to(Tensor self, int dtype, bool non_blocking=False, bool copy=False, any memory_format=None)", to_type},
    {"to(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, any memory_format=None)", to_other},
    {"to(Tensor self, any device, int? dtype=None, bool non_blocking=False, bool copy=False, any memory_format=None)",
     to_device},
    {"type_as(Tensor self, Tensor other)", to_other},
    {"prim.dtype(Tensor a)", type_of},
    {"prim.device(Tensor a)", device_of},
    {"prim.is_cuda(Tensor a)", is_cuda},
    {"is_cuda(Tensor a)", is_cuda},
};

}  // namespace

std::span<const Entry> creating_operators() { return kEntries; }

}  // namespace latentjam::infer::native
