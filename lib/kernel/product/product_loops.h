// The loops of the products, once for all processors. Included by one file per instruction set, each compiled with its
// own flags; everything here has internal linkage.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel/product/product.h"

#include <cmath>

namespace latentjam::kernel::product {

namespace {

// As BLAS libraries do it: one product after the other, each rounded together with the sum. A pitch that is such a sum
// adds up over blocks, other roundings with it.
inline float plus_product(float sum, float a, float b) noexcept
{
#if defined(__AVX2__) || defined(__aarch64__)
    return std::fma(a, b, sum);
#else  // the product is exact in double; once in 2^29 the second rounding tells
    return static_cast<float>(static_cast<double>(a) * static_cast<double>(b) + static_cast<double>(sum));
#endif
}

// Not every processor has that for doubles.
inline double plus_product(double sum, double a, double b) noexcept { return sum + a * b; }

// Sums of kRows x kWidth products stay in registers.
template <typename T, Index kRows, Index kWidth>
void tile(const Call<T>& call, Index row, Index column) noexcept
{
    T sums[static_cast<std::size_t>(kRows)][static_cast<std::size_t>(kWidth)] = {};
    const T* a = call.a + row * call.row_step;
    const T* b = call.b + column;
    for (Index i = 0; i < call.inner; ++i, a += call.column_step, b += call.columns)
        for (Index r = 0; r < kRows; ++r) {
            const T factor = a[r * call.row_step];
            for (Index c = 0; c < kWidth; ++c) sums[r][c] = plus_product(sums[r][c], factor, b[c]);
        }
    T* y = call.y + row * call.columns + column;
    for (Index r = 0; r < kRows; ++r)
        for (Index c = 0; c < kWidth; ++c) y[r * call.columns + c] = sums[r][c];
}

// Columns from `column` on in tiles of kWidth, the rest in narrower ones.
template <typename T, Index kRows, Index kWidth>
void across(const Call<T>& call, Index row, Index column) noexcept
{
    for (; column + kWidth <= call.columns; column += kWidth) tile<T, kRows, kWidth>(call, row, column);
    if constexpr (kWidth > 1)
        if (column < call.columns) across<T, kRows, (kWidth > 4 ? kWidth / 2 : 1)>(call, row, column);
}

// One column of many products: sums of every so many-th, added in pairs.
template <typename T>
void one_column(const Call<T>& call) noexcept
{
    constexpr Index kLanes = 32;
    for (Index row = 0; row < call.rows; ++row) {
        const T* a = call.a + row * call.row_step;
        T sums[kLanes] = {};
        Index i = 0;
        for (; i + kLanes <= call.inner; i += kLanes)
            for (Index lane = 0; lane < kLanes; ++lane)
                sums[lane] = plus_product(sums[lane], a[i + lane], call.b[i + lane]);
        for (Index lane = 0; i + lane < call.inner; ++lane)
            sums[lane] = plus_product(sums[lane], a[i + lane], call.b[i + lane]);
        for (Index width = kLanes / 2; width > 0; width /= 2)
            for (Index lane = 0; lane < width; ++lane) sums[lane] += sums[lane + width];
        call.y[row] = sums[0];
    }
}

template <typename T>
void multiply(const Call<T>& call) noexcept
{
    constexpr Index kFew = 16;  // up to which BLAS adds those of a column one after the other too
    if (call.columns == 1 && call.column_step == 1 && call.inner > kFew) return one_column(call);
    constexpr Index kWidth = 128 / static_cast<Index>(sizeof(T));
    Index row = 0;
    for (; row + 4 <= call.rows; row += 4) across<T, 4, kWidth>(call, row, 0);
    for (; row + 2 <= call.rows; row += 2) across<T, 2, kWidth>(call, row, 0);
    for (; row < call.rows; ++row) across<T, 1, kWidth>(call, row, 0);
}

constexpr Loops loops(const char* name) noexcept { return {name, multiply<float>, multiply<double>}; }

}  // namespace

}  // namespace latentjam::kernel::product
