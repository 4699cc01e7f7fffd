// Loops of the minimal filtering of four outputs by three taps (winograd.h), once for all processors. Internal linkage,
// as in tile_loops.h.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/conv/tile_loops.h"
#include "kernel/conv/winograd.h"

namespace latentjam::kernel::conv {

namespace {

// Points 0, +-a, +-b and infinity. These give about 1.4 times the rounding of a plain sum; 1 and 2 give twice that.
constexpr float kA = 0.75F, kB = 1.5F;
constexpr float kA2 = kA * kA, kB2 = kB * kB;

template <typename Cpu>
struct Factor {
    explicit Factor(float value) noexcept : vector_(Cpu::broadcast(&value)) {}
    auto operator()(typename Cpu::Vector x, typename Cpu::Vector added) const noexcept
    {
        return Cpu::multiply_add(x, vector_, added);
    }
    auto operator()(typename Cpu::Vector x) const noexcept { return Cpu::multiply_add(x, vector_, Cpu::zero()); }

private:
    typename Cpu::Vector vector_;
};

template <typename Cpu, typename Weight>
void transform_weights(const Weight* taps, std::ptrdiff_t tap_step, int rows, float* out) noexcept
{
    using F = Factor<Cpu>;
    constexpr float kOfA = 1 / (2 * kA2 * (kA2 - kB2)), kOfB = 1 / (2 * kB2 * (kB2 - kA2));
    const F zero(1 / (kA2 * kB2)), a(kOfA), a1(kOfA * kA), a2(kOfA * kA2), b(kOfB), b1(kOfB * kB), b2(kOfB * kB2),
        minus(-1);
    const std::ptrdiff_t step = std::ptrdiff_t{rows} * kLanes;
    for (std::ptrdiff_t i = 0; i < step; i += Cpu::kWidth) {
        const auto first = Cpu::load(taps + i), middle = Cpu::load(taps + tap_step + i),
                   last = Cpu::load(taps + 2 * tap_step + i);
        const auto even_a = a(first, a2(last)), odd_a = a1(middle), even_b = b(first, b2(last)), odd_b = b1(middle);
        Cpu::store(out + i, zero(first));
        Cpu::store(out + step + i, Cpu::add(even_a, odd_a));
        Cpu::store(out + 2 * step + i, minus(odd_a, even_a));
        Cpu::store(out + 3 * step + i, Cpu::add(even_b, odd_b));
        Cpu::store(out + 4 * step + i, minus(odd_b, even_b));
        Cpu::store(out + 5 * step + i, last);
    }
}

// The phases of a line follow one another, `step` apart, and are read `kWidth` past their end.
template <typename Cpu>
void transform_input(const float* phases, std::ptrdiff_t step, int columns, float* out,
                     std::ptrdiff_t out_step) noexcept
{
    using F = Factor<Cpu>;
    const F product(kA2 * kB2), minus_sum(-(kA2 + kB2)), minus_a2(-kA2), minus_b2(-kB2), a(kA), b(kB), minus(-1);
    for (std::ptrdiff_t t = 0; t < columns; t += Cpu::kWidth) {
        const auto x0 = Cpu::load(phases + t), x1 = Cpu::load(phases + step + t), x2 = Cpu::load(phases + 2 * step + t),
                   x3 = Cpu::load(phases + 3 * step + t), x4 = Cpu::load(phases + t + 1),
                   x5 = Cpu::load(phases + step + t + 1);
        const auto even_a = minus_b2(x2, x4), odd_a = a(minus_b2(x1, x3));
        const auto even_b = minus_a2(x2, x4), odd_b = b(minus_a2(x1, x3));
        Cpu::store(out + t, product(x0, minus_sum(x2, x4)));
        Cpu::store(out + out_step + t, Cpu::add(even_a, odd_a));
        Cpu::store(out + 2 * out_step + t, minus(odd_a, even_a));
        Cpu::store(out + 3 * out_step + t, Cpu::add(even_b, odd_b));
        Cpu::store(out + 4 * out_step + t, minus(odd_b, even_b));
        Cpu::store(out + 5 * out_step + t, product(x1, minus_sum(x3, x5)));
    }
}

template <typename Cpu>
void transform_sums(const float* products, std::ptrdiff_t step, int columns, float* sums) noexcept
{
    using F = Factor<Cpu>;
    const F a(kA), a2(kA2), a3(kA2 * kA), b(kB), b2(kB2), b3(kB2 * kB), minus(-1);
    for (std::ptrdiff_t column = 0; column < columns; ++column)
        for (int lane = 0; lane < kLanes; lane += Cpu::kWidth) {
            const float* from = products + column * kLanes + lane;
            float* to = sums + 4 * column * kLanes + lane;
            const auto a_plus = Cpu::load(from + step), a_minus = Cpu::load(from + 2 * step);
            const auto b_plus = Cpu::load(from + 3 * step), b_minus = Cpu::load(from + 4 * step);
            const auto even_a = Cpu::add(a_plus, a_minus), odd_a = minus(a_minus, a_plus);
            const auto even_b = Cpu::add(b_plus, b_minus), odd_b = minus(b_minus, b_plus);
            Cpu::store(to, Cpu::add(Cpu::load(from), Cpu::add(even_a, even_b)));
            Cpu::store(to + kLanes, a(odd_a, b(odd_b)));
            Cpu::store(to + 2 * kLanes, a2(even_a, b2(even_b)));
            Cpu::store(to + 3 * kLanes, a3(odd_a, b3(odd_b, Cpu::load(from + 5 * step))));
        }
}

template <typename Cpu>
constexpr WinogradLoops winograd_loops() noexcept
{
    return {transform_weights<Cpu, float>, transform_weights<Cpu, std::uint16_t>, transform_input<Cpu>,
            transform_sums<Cpu>};
}

}  // namespace

}  // namespace latentjam::kernel::conv
