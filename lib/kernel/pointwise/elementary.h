// Elementary functions of one float, branch-free, so that a compiler vectorises them to the width of a register:
// argument reduction and a Taylor series long enough for float's 24 bits. No multiply-add is fused, so all processors
// agree. Internal linkage: each file that includes this is compiled for another processor.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace latentjam::kernel::pointwise {

namespace {

// Added and taken away again, this leaves the nearest whole number; in between, the lowest bits hold it.
constexpr float kRounder = 0x1.8p23F;
constexpr double kWideRounder = 0x1.8p52;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// 2^n for whole n from -126 to 127.
inline float two_to(std::int32_t n) noexcept
{
    return std::bit_cast<float>((static_cast<std::uint32_t>(n) + 127U) << 23U);
}

// x 2^n for n from -252 to 254: by halves, since neither end need be a normal number.
inline float scaled(float x, std::int32_t n) noexcept
{
    const std::int32_t half = n >> 1;
    return x * two_to(half) * two_to(n - half);
}

// e^r - 1 for |r| <= ln(2) / 2: the next term is 5e-9 of r.
inline float exp_minus_1_of_rest(float r) noexcept
{
    float sum = 1.0F / 5040;
    sum = sum * r + 1.0F / 720;
    sum = sum * r + 1.0F / 120;
    sum = sum * r + 1.0F / 24;
    sum = sum * r + 1.0F / 6;
    sum = sum * r + 0.5F;
    return sum * r * r + r;
}

struct Reduced {
    std::int32_t whole;
    float rest;
};

// x = whole ln(2) + rest. The first part of ln(2) has so few bits that its product with `whole` is exact.
inline Reduced reduced_for_exp(float x) noexcept
{
    constexpr float kFirst = 0x1.63p-1F, kSecond = -2.12194440e-4F;
    const float shifted = x * std::numbers::log2e_v<float> + kRounder;
    const float n = shifted - kRounder;
    const auto whole = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(kRounder);
    return {static_cast<std::int32_t>(whole), x - n * kFirst - n * kSecond};
}

// Comparisons that propagate NaN.
inline float between(float x, float low, float high) noexcept
{
    x = x < low ? low : x;
    return x > high ? high : x;
}

inline float exp_of(float x) noexcept
{
    const auto [whole, rest] = reduced_for_exp(between(x, -104.0F, 89.0F));
    return scaled(1.0F + exp_minus_1_of_rest(rest), whole);
}

inline float exp2_of(float x) noexcept
{
    x = between(x, -151.0F, 129.0F);
    const float shifted = x + kRounder;
    const float n = shifted - kRounder;
    const auto whole = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(kRounder);
    return scaled(1.0F + exp_minus_1_of_rest((x - n) * std::numbers::ln2_v<float>), static_cast<std::int32_t>(whole));
}

// tanh(x) = E / (E + 2) with E = exp(2 x) - 1, which keeps small x exact.
inline float tanh_of(float x) noexcept
{
    const auto [whole, rest] = reduced_for_exp(between(x + x, -20.0F, 20.0F));
    const float scale = two_to(whole);
    const float e = scale * exp_minus_1_of_rest(rest) + (scale - 1.0F);
    return e / (e + 2.0F);
}

inline float sigmoid_of(float x) noexcept { return 1.0F / (1.0F + exp_of(-x)); }

// log2 of a positive finite number, to 1e-11. log(m) = 2 artanh((m - 1) / (m + 1)), m near 1.
inline double wide_log2(float x) noexcept
{
    constexpr std::uint64_t kOne = 0x3ff0000000000000, kFractionBits = 0x000fffffffffffff;
    const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(x));
    double m = std::bit_cast<double>((bits & kFractionBits) | kOne);
    double exponent = std::bit_cast<double>((bits >> 52U) | std::bit_cast<std::uint64_t>(0x1p52)) - (0x1p52 + 1023);
    const bool is_large = m > std::numbers::sqrt2;
    m = is_large ? m * 0.5 : m;
    exponent = is_large ? exponent + 1 : exponent;
    const double s = (m - 1) / (m + 1), s2 = s * s;
    double sum = 1.0 / 13;
    sum = sum * s2 + 1.0 / 11;
    sum = sum * s2 + 1.0 / 9;
    sum = sum * s2 + 1.0 / 7;
    sum = sum * s2 + 1.0 / 5;
    sum = sum * s2 + 1.0 / 3;
    sum = sum * s2 + 1.0;
    return exponent + sum * s * (2 * std::numbers::log2e);
}

inline float log_of(float x) noexcept
{
    const auto log = static_cast<float>(wide_log2(x) * std::numbers::ln2);
    const float of_positive = x == kInfinity ? x : log;
    const float of_others = x == 0 ? -kInfinity : std::numeric_limits<float>::quiet_NaN();
    return x > 0 ? of_positive : of_others;
}

// x^p of a positive finite number.
inline float power_of(float x, double p) noexcept
{
    double y = p * wide_log2(x);
    y = y < -160 ? -160 : y;
    y = y > 160 ? 160 : y;
    const double shifted = y + kWideRounder;
    const auto rest = static_cast<float>((y - (shifted - kWideRounder)) * std::numbers::ln2);
    const auto whole = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(shifted));
    return scaled(1.0F + exp_minus_1_of_rest(rest), static_cast<std::int32_t>(whole));
}

// Beyond this, sine and cosine fall back on the standard library.
constexpr float kLargestAngle = 1e6F;

// sin(x + quarters pi / 2): x = n pi / 2 + r, in double precision since n pi / 2 loses what r keeps.
inline float sine_of(float x, std::uint32_t quarters) noexcept
{
    constexpr double kQuarter = std::numbers::pi / 2;
    const double shifted = static_cast<double>(x) * (1 / kQuarter) + kWideRounder;
    const auto r = static_cast<float>(static_cast<double>(x) - (shifted - kWideRounder) * kQuarter);
    const auto quarter = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(shifted)) + quarters;
    const float r2 = r * r;
    float sine = 1.0F / 362880;
    sine = sine * r2 - 1.0F / 5040;
    sine = sine * r2 + 1.0F / 120;
    sine = sine * r2 - 1.0F / 6;
    sine = sine * r2 * r + r;
    float cosine = -1.0F / 3628800;
    cosine = cosine * r2 + 1.0F / 40320;
    cosine = cosine * r2 - 1.0F / 720;
    cosine = cosine * r2 + 1.0F / 24;
    cosine = cosine * r2 - 0.5F;
    cosine = cosine * r2 + 1.0F;
    const float value = (quarter & 1U) != 0 ? cosine : sine;
    return (quarter & 2U) != 0 ? -value : value;
}

}  // namespace

}  // namespace latentjam::kernel::pointwise
