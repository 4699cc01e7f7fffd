// Random draws: the numbers that torch draws from the same seed.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"

#include <cmath>
#include <vector>

namespace latentjam::infer::native {

namespace {

constexpr bool kIsRandom = true;

void refuse_all_but_floats(Type type)
{
    if (type != Type::kFloat && type != Type::kDouble)
        throw Unknown(std::string("random numbers of type ") + name_of(type) + " are not known");
}

Tensor uniform(Machine& machine, Type type, const Dims& sizes, double from = 0, double to = 1)
{
    refuse_all_but_floats(type);
    const auto out = machine.empty(type, sizes);
    machine.run(
        {out}, {},
        [out, from, to, random = &machine.random()] {
            for (std::int64_t i = 0; i < out.count(); ++i)
                if (out.type() == Type::kDouble)
                    out.data<double>()[i] = random->uniform_double() * (to - from) + from;
                else
                    out.data<float>()[i] = random->uniform() * (static_cast<float>(to) - static_cast<float>(from)) +
                                           static_cast<float>(from);
        },
        kIsRandom);
    return out;
}

Tensor normal(Machine& machine, Type type, const Dims& sizes)
{
    if (type != Type::kFloat) throw Unknown(std::string("random numbers of type ") + name_of(type) + " are not known");
    const auto out = machine.empty(type, sizes);
    machine.run(
        {out}, {},
        [out, random = &machine.random()] {
            random->fill_normal({out.data<float>(), static_cast<std::size_t>(out.count())});
        },
        kIsRandom);
    return out;
}

Value rand(Machine& machine, Arguments a) { return uniform(machine, type_or(a[1], Type::kFloat), a[0].integers()); }
Value randn(Machine& machine, Arguments a) { return normal(machine, type_or(a[1], Type::kFloat), a[0].integers()); }

Value rand_like(Machine& machine, Arguments a)
{
    return uniform(machine, type_or(a[1], a[0].tensor().type()), a[0].tensor().sizes());
}

Value randn_like(Machine& machine, Arguments a)
{
    return normal(machine, type_or(a[1], a[0].tensor().type()), a[0].tensor().sizes());
}

Value uniform_in(Machine& machine, Arguments a)
{
    machine.copy(a[0].tensor(),
                 uniform(machine, a[0].tensor().type(), a[0].tensor().sizes(), a[1].real(), a[2].real()));
    return a[0];
}

Value normal_in(Machine& machine, Arguments a)
{
    if (a[1].real() != 0 || a[2].real() != 1) throw Unknown("normal_() with mean and deviation is not known");
    machine.copy(a[0].tensor(), normal(machine, a[0].tensor().type(), a[0].tensor().sizes()));
    return a[0];
}

// One draw a row: the place where weight / exponential is largest, as torch does it.
Value multinomial(Machine& machine, Arguments a)
{
    const auto x = machine.contiguous(machine.converted(a[0].tensor(), Type::kFloat));
    if (a[1].integer() != 1 || x.dim() < 1 || x.dim() > 2) throw Unknown("multinomial() of several draws is not known");
    const auto choices = x.sizes().back();
    if (choices < 1) throw ScriptError("multinomial() of no choices");
    Dims sizes = x.sizes();
    sizes[x.dim() - 1] = 1;
    const auto out = machine.empty(Type::kLong, sizes);
    machine.run(
        {out}, {x},
        [out, x, choices, random = &machine.random()] {
            for (std::int64_t row = 0; row < out.count(); ++row) {
                float best = -1;
                for (std::int64_t i = 0; i < choices; ++i) {
                    const auto waiting = static_cast<float>(-std::log1p(-random->uniform_double()));
                    const float score = x.data<float>()[row * choices + i] / waiting;
                    if (i > 0 && !(score > best)) continue;
                    best = score;
                    out.data<std::int64_t>()[row] = i;
                }
            }
        },
        kIsRandom);
    return out;
}

// While a model plays nothing is dropped.
Value dropout(Machine&, Arguments a)
{
    if (a[2].boolean()) throw Unknown("dropout() while training is not known");
    return a[0];
}

constexpr Entry kEntries[] = {
    {"rand(int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)", rand},
    {"randn(int[] size, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None)", randn},
    {"rand_like(Tensor self, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None, "
     "any memory_format=None)",
     rand_like},
    {"randn_like(Tensor self, *, int? dtype=None, any layout=None, any device=None, any pin_memory=None, "
     "any memory_format=None)",
     randn_like},
    {"uniform_(Tensor self, float from=0, float to=1, *, any generator=None)", uniform_in},
    {"normal_(Tensor self, float mean=0, float std=1, *, any generator=None)", normal_in},
    {"multinomial(Tensor self, int num_samples, bool replacement=False, *, any generator=None)", multinomial},
    {"dropout(Tensor input, float p, bool train)", dropout},
};

}  // namespace

std::span<const Entry> random_operators() { return kEntries; }

}  // namespace latentjam::infer::native
