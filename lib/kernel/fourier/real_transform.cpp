// Tables of a transform.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/fourier/real_transform.h"

#include <bit>
#include <cmath>
#include <numbers>

namespace latentjam::kernel::fourier {

namespace {

template <typename Place>
Turns turns_of(int length, int count, Place&& place)
{
    Turns turns;
    for (int i = 0; i < count; ++i) {
        const double angle = -2 * std::numbers::pi * static_cast<double>(place(i)) / static_cast<double>(length);
        turns.real.push_back(static_cast<float>(std::cos(angle)));
        turns.imaginary.push_back(static_cast<float>(std::sin(angle)));
    }
    return turns;
}

int rows_for(int length)
{
    const int bits = static_cast<int>(std::bit_width(static_cast<unsigned>(length))) - 2;  // of half the length
    return 1 << (bits / 2);
}

}  // namespace

bool RealTransform::knows(std::ptrdiff_t length) noexcept
{
    return length >= 8 && length <= 1 << 20 && std::has_single_bit(static_cast<std::size_t>(length));
}

RealTransform::RealTransform(int length) : rows_(rows_for(length)), lanes_(length / 2 / rows_for(length))
{
    const auto itself = [](int i) { return i; };
    of_rows_ = turns_of(rows_, rows_, itself);
    of_lanes_ = turns_of(lanes_, lanes_, itself);
    between_ = turns_of(length / 2, length / 2, [this](int i) { return (i / lanes_) * (i % lanes_); });
    of_all_ = turns_of(length, length / 2, itself);
}

void RealTransform::forward(const float* x, float* spectrum, float scale, float* work,
                            const Loops& loops) const noexcept
{
    loops.forward(*this, x, spectrum, scale, work);
}

void RealTransform::inverse(const float* spectrum, float* x, float scale, float* work,
                            const Loops& loops) const noexcept
{
    loops.inverse(*this, spectrum, x, scale, work);
}

}  // namespace latentjam::kernel::fourier
