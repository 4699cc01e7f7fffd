// A radix-2 Fourier transform in place (Cooley and Tukey 1965).
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/spectrum.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace latentjam::audio {

void Spectrum::prepare(int size)
{
    const auto n = static_cast<std::size_t>(size);
    window_.resize(n);
    turns_.resize(n / 2);
    values_.resize(n);
    power_.assign(n / 2 + 1, 0);
    reversed_.assign(n, 0);
    const double turn = 2 * std::numbers::pi / size;
    for (std::size_t i = 0; i < n; ++i)
        window_[i] = static_cast<float>(.5 - .5 * std::cos(turn * static_cast<double>(i)));
    for (std::size_t i = 0; i < n / 2; ++i) {
        const double angle = -turn * static_cast<double>(i);
        turns_[i] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
    }
    for (std::size_t i = 1; i < n; ++i) reversed_[i] = reversed_[i / 2] / 2 + (i % 2 == 1 ? size / 2 : 0);
}

void Spectrum::transform() noexcept
{
    const std::size_t n = values_.size();
    for (std::size_t half = 1; half < n; half *= 2) {
        const std::size_t stride = n / (2 * half);
        for (std::size_t begin = 0; begin < n; begin += 2 * half)
            for (std::size_t i = 0; i < half; ++i) {
                const std::complex<float> turn = turns_[i * stride], low = values_[begin + i],
                                          in = values_[begin + half + i];
                const std::complex<float> high{turn.real() * in.real() - turn.imag() * in.imag(),
                                               turn.real() * in.imag() + turn.imag() * in.real()};
                values_[begin + i] = low + high;
                values_[begin + half + i] = low - high;
            }
    }
}

std::span<const float> Spectrum::power(std::span<const float> samples) noexcept
{
    for (std::size_t i = 0; i < values_.size(); ++i)
        values_[static_cast<std::size_t>(reversed_[i])] = {samples[i] * window_[i], 0};
    transform();
    const float scale = 2 / static_cast<float>(values_.size());
    for (std::size_t bin = 0; bin < power_.size(); ++bin) power_[bin] = std::norm(values_[bin] * scale);
    return power_;
}

}  // namespace latentjam::audio
