// Computes the ziggurat's tables with correctly rounded exp and log, so that they are the same on every machine.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/ziggurat.h"

#include <cmath>

namespace latentjam::random {
namespace {

/// An unevaluated sum of two doubles, about 32 digits (Dekker 1971, "A Floating-Point Technique for Extending the
/// Available Precision"). Enough to round exp and log correctly here, which the C library does not promise.
struct Long {
    double head;
    double rest;
};

Long add(Long a, Long b)
{
    const double sum = a.head + b.head;
    const double part = sum - a.head;
    const double rest = (a.head - (sum - part)) + (b.head - part) + a.rest + b.rest;
    const double head = sum + rest;
    return {head, rest - (head - sum)};
}

Long multiply(Long a, Long b)
{
    const double product = a.head * b.head;
    const double rest = std::fma(a.head, b.head, -product) + a.head * b.rest + a.rest * b.head;
    const double head = product + rest;
    return {head, rest - (head - product)};
}

/// exp(t) for |t| < 7: the series at t / 2^10, squared ten times.
Long long_exp(double t)
{
    constexpr int kHalvings = 10;
    const Long small{std::ldexp(t, -kHalvings), 0};
    Long sum{1, 0};
    for (int term = 14; term > 0; --term) {
        const double inverse = 1.0 / term;
        const Long reciprocal{inverse, std::fma(-inverse, term, 1.0) / term};
        sum = add({1, 0}, multiply(multiply(small, reciprocal), sum));
    }
    for (int i = 0; i < kHalvings; ++i) sum = multiply(sum, sum);
    return sum;
}

double rounded_exp(double t) { return long_exp(t).head; }

/// One step of Newton from the C library's logarithm, which is accurate to a few ulp.
double rounded_log(double y)
{
    const double guess = std::log(y);
    const Long error = add(multiply({y, 0}, long_exp(-guess)), {-1, 0});
    return guess + (error.head + error.rest);
}

Ziggurat cut()
{
    constexpr double kTwo52 = 0x1.0p52;
    Ziggurat z{};
    std::array<double, 256> edge{};
    for (std::size_t i = 255; i > 0; --i) {
        edge[i] = i == 255 ? Ziggurat::kTail
                           : std::sqrt(-2.0 * rounded_log(z.density[i + 1] + Ziggurat::kArea / edge[i + 1]));
        z.density[i] = rounded_exp(-0.5 * edge[i] * edge[i]);
        // NumPy's table has this one rounded the wrong way, and the strips above follow from it.
        if (i == 38) z.density[i] = std::nextafter(z.density[i], 1.0);
        z.scale[i] = edge[i] / kTwo52;
    }
    z.density[0] = 1;
    z.scale[0] = Ziggurat::kArea / z.density[255] / kTwo52;
    z.inner[0] = static_cast<std::uint64_t>(std::llround(edge[255] * z.density[255] / Ziggurat::kArea * kTwo52));
    z.inner[1] = 0;
    for (std::size_t i = 2; i < 256; ++i)
        z.inner[i] = static_cast<std::uint64_t>(std::llround(edge[i - 1] / edge[i] * kTwo52));
    return z;
}

}  // namespace

const Ziggurat kZiggurat = cut();

}  // namespace latentjam::random
