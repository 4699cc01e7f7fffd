// The loops of the kernels, once for all processors. Included by one file per instruction set, each compiled with its
// own flags; everything here has internal linkage (see elementary.h).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/pointwise/elementary.h"
#include "kernel/pointwise/kernels.h"

#if defined(_MSC_VER)
#define LATENTJAM_RESTRICT __restrict
#else
#define LATENTJAM_RESTRICT __restrict__
#endif

namespace latentjam::kernel::pointwise {

namespace {

template <auto Function>
void alone(const float* a, const float*, float* LATENTJAM_RESTRICT out, int count) noexcept
{
    for (int first = 0; first < count; first += kLanes)
        for (int i = first; i < first + kLanes; ++i) out[i] = Function(a[i]);
}

template <auto Function>
void both(const float* a, const float* b, float* LATENTJAM_RESTRICT out, int count) noexcept
{
    for (int first = 0; first < count; first += kLanes)
        for (int i = first; i < first + kLanes; ++i) out[i] = Function(a[i], b[i]);
}

// Zero, infinity and negative bases give what C's pow gives.
void power(const float* a, const float* b, float* LATENTJAM_RESTRICT out, int count) noexcept
{
    const float p = *b;
    const bool is_whole = p == std::trunc(p), is_odd = is_whole && std::fmod(p, 2.0F) != 0;
    const float of_zero = p == 0 ? 1.0F : p > 0 ? 0.0F : kInfinity;
    const float of_infinity = p == 0 ? 1.0F : p > 0 ? kInfinity : 0.0F;
    const float sign = is_odd ? -1.0F : 1.0F, of_negative = is_whole ? sign : std::numeric_limits<float>::quiet_NaN();
    for (int first = 0; first < count; first += kLanes)
        for (int i = first; i < first + kLanes; ++i) {
            const float x = a[i], magnitude = x < 0 ? -x : x;
            float value = power_of(magnitude, p);
            value = x < 0 ? value * of_negative : value;
            const float signed_one = std::bit_cast<std::uint32_t>(x) >> 31U != 0 ? sign : 1.0F;
            value = magnitude == 0 ? of_zero * signed_one : value;
            value = magnitude == kInfinity ? of_infinity * signed_one : value;
            out[i] = x == x ? value : x;
        }
}

template <std::uint32_t Quarters>
void sine(const float* a, const float*, float* LATENTJAM_RESTRICT out, int count) noexcept
{
    for (int first = 0; first < count; first += kLanes) {
        int far = 0;
        for (int i = first; i < first + kLanes; ++i) {
            out[i] = sine_of(a[i], Quarters);
            far += a[i] >= -kLargestAngle && a[i] <= kLargestAngle ? 0 : 1;
        }
        if (far == 0) continue;
        for (int i = first; i < first + kLanes; ++i) {
            const double x = a[i];
            out[i] = static_cast<float>(Quarters == 0 ? std::sin(x) : std::cos(x));
        }
    }
}

constexpr Kernel loop_of(Op op) noexcept
{
    switch (op) {
        case Op::kAdd:
            return both<[](float x, float y) { return x + y; }>;
        case Op::kSubtract:
            return both<[](float x, float y) { return x - y; }>;
        case Op::kMultiply:
            return both<[](float x, float y) { return x * y; }>;
        case Op::kDivide:
            return both<[](float x, float y) { return x / y; }>;
        case Op::kAtLeast:
            return both<[](float x, float y) { return x < y ? y : x; }>;
        case Op::kAtMost:
            return both<[](float x, float y) { return y < x ? y : x; }>;
        case Op::kLeaky:
            return both<[](float x, float y) { return x * (0 < x ? 1.0F : y); }>;
        case Op::kPower:
            return power;
        case Op::kNegate:
            return alone<[](float x) { return -x; }>;
        case Op::kMagnitude:
            return alone<[](float x) { return std::abs(x); }>;
        case Op::kSign:
            return alone<[](float x) { return (0 < x ? 1.0F : 0.0F) - (x < 0 ? 1.0F : 0.0F); }>;
        case Op::kFraction:
            return alone<[](float x) { return x - std::trunc(x); }>;
        case Op::kSquareRoot:
            return alone<[](float x) { return std::sqrt(x); }>;
        case Op::kExp:
            return alone<exp_of>;
        case Op::kExp2:
            return alone<exp2_of>;
        case Op::kLog:
            return alone<log_of>;
        case Op::kTanh:
            return alone<tanh_of>;
        case Op::kSigmoid:
            return alone<sigmoid_of>;
        case Op::kSine:
            return sine<0>;
        case Op::kCosine:
            return sine<1>;
        case Op::kCount:
            break;
    }
    return nullptr;
}

constexpr Kernels loops(const char* name) noexcept
{
    Kernels kernels{name, {}};
    for (std::size_t i = 0; i < kOps; ++i) kernels.of[i] = loop_of(static_cast<Op>(i));
    return kernels;
}

}  // namespace

}  // namespace latentjam::kernel::pointwise
