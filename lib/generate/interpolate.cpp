// Great circles between sequences, and normalisation.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/interpolate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace latentjam::generate {
namespace {

constexpr double kLeastSine = 1e-6;

double dot(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

/// The angle between two vectors, in radians.
double angle_between(std::span<const float> a, std::span<const float> b)
{
    const double norms = std::sqrt(dot(a, a) * dot(b, b));
    return norms > 0 ? std::acos(std::clamp(dot(a, b) / norms, -1.0, 1.0)) : 0;
}

struct Weights {
    double a;
    double b;
};

Weights weights_at(double u, double angle)
{
    const double sine = std::sin(angle);
    if (std::abs(sine) < kLeastSine) return {1 - u, u};
    return {std::sin((1 - u) * angle) / sine, std::sin(u * angle) / sine};
}

}  // namespace

void lead_over(const Shape& shape, std::span<float> a, std::span<const float> b, float factor)
{
    const auto frames = static_cast<std::size_t>(shape.frames);
    for (std::size_t dim = 0; dim < static_cast<std::size_t>(shape.dims); ++dim) {
        const auto from = a.subspan(dim * frames, frames);
        const auto to = b.subspan(dim * frames, frames);
        const double angle = angle_between(from, to);
        for (std::size_t t = 0; t < frames; ++t) {
            const double u =
                frames > 1 ? static_cast<double>(factor) * static_cast<double>(t) / static_cast<double>(frames - 1) : 0;
            const auto [of_a, of_b] = weights_at(u, angle);
            from[t] = static_cast<float>(of_a * static_cast<double>(from[t]) + of_b * static_cast<double>(to[t]));
        }
    }
}

void mix(std::span<float> a, std::span<const float> b, float u)
{
    const auto [of_a, of_b] = weights_at(static_cast<double>(u), angle_between(a, b));
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] = static_cast<float>(of_a * static_cast<double>(a[i]) + of_b * static_cast<double>(b[i]));
}

void normalise(std::span<float> values, float scale)
{
    double mean = 0, power = 0;
    for (const float value : values) mean += static_cast<double>(value) / static_cast<double>(values.size());
    for (const float value : values) power += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    const double deviation = values.size() > 1 ? std::sqrt(power / static_cast<double>(values.size() - 1)) : 0;
    const double gain = static_cast<double>(scale) / (deviation > 1e-9 ? deviation : 1);
    for (float& value : values) value = static_cast<float>((static_cast<double>(value) - mean) * gain);
}

}  // namespace latentjam::generate
