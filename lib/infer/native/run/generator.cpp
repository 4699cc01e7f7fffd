// Box and Muller's method, twice: for single numbers in double precision, for blocks in single.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/run/generator.h"

#include "kernel/pointwise/kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace latentjam::infer::native {

namespace {

constexpr std::size_t kBlock = 16;

// In each block eight uniform numbers give radii, the next eight angles.
void make_normal(float* numbers, std::size_t count)
{
    using kernel::pointwise::Op;
    static const auto& kernels = kernel::pointwise::available_kernels().front();
    constexpr std::size_t kHalf = kBlock / 2, kMost = 256;
    std::array<float, kMost> radii{}, angles{}, cosines{}, sines{};
    while (count > 0) {
        const auto part = std::min(count, 2 * kMost), half = part / 2;
        const auto whole = static_cast<int>((half + kBlock - 1) / kBlock * kBlock);
        for (std::size_t i = 0; i < half; ++i) {
            const auto at = i / kHalf * kBlock + i % kHalf;
            radii[i] = 1.0F - numbers[at];
            angles[i] = 2.0F * std::numbers::pi_v<float> * numbers[at + kHalf];
        }
        for (auto i = half; i < static_cast<std::size_t>(whole); ++i) radii[i] = angles[i] = 1;
        kernels[Op::kLog](radii.data(), nullptr, sines.data(), whole);
        for (std::size_t i = 0; i < half; ++i) radii[i] = std::sqrt(-2.0F * sines[i]);
        kernels[Op::kCosine](angles.data(), nullptr, cosines.data(), whole);
        kernels[Op::kSine](angles.data(), nullptr, sines.data(), whole);
        for (std::size_t i = 0; i < half; ++i) {
            const auto at = i / kHalf * kBlock + i % kHalf;
            numbers[at] = radii[i] * cosines[i];
            numbers[at + kHalf] = radii[i] * sines[i];
        }
        numbers += part;
        count -= part;
    }
}

}  // namespace

Generator::Generator()
{
    std::random_device device;
    seed((static_cast<std::uint64_t>(device()) << 32U) | device());
}

void Generator::seed(std::uint64_t seed)
{
    engine_.seed(static_cast<std::uint32_t>(seed));
    kept_.reset();
}

std::uint64_t Generator::more_bits()
{
    const std::uint64_t high = bits();
    return high << 32U | bits();
}

float Generator::uniform() { return static_cast<float>(bits() & 0xffffffU) * 0x1p-24F; }

double Generator::uniform_double() { return static_cast<double>(more_bits() & ((1ULL << 53U) - 1)) * 0x1p-53; }

double Generator::normal()
{
    if (kept_) {
        const double number = *kept_;
        kept_.reset();
        return number;
    }
    const double turn = uniform_double(), u = uniform_double();
    const double radius = std::sqrt(-2.0 * std::log1p(-u)), angle = 2.0 * std::numbers::pi * turn;
    kept_ = radius * std::sin(angle);
    return radius * std::cos(angle);
}

void Generator::fill_normal(std::span<float> numbers)
{
    if (numbers.size() < kBlock) {
        for (auto& number : numbers) number = static_cast<float>(normal());
        return;
    }
    for (auto& number : numbers) number = uniform();
    make_normal(numbers.data(), numbers.size() / kBlock * kBlock);
    if (numbers.size() % kBlock == 0) return;
    // The last block overlaps the one before, and is drawn anew.
    float* last = numbers.data() + numbers.size() - kBlock;
    for (std::size_t i = 0; i < kBlock; ++i) last[i] = uniform();
    make_normal(last, kBlock);
}

}  // namespace latentjam::infer::native
