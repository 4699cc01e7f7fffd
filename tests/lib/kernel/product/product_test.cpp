// Products against sums in double precision, and each processor's code against the portable one.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/product/product.h"

#include <catch2/catch_all.hpp>

#include <cmath>
#include <random>
#include <vector>

using namespace latentjam::kernel::product;

namespace {

template <typename T>
std::vector<T> noise(Index count, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<T> number(-1, 1);
    std::vector<T> values(static_cast<std::size_t>(count));
    for (auto& value : values) value = number(random);
    return values;
}

template <typename T>
void check(Index rows, Index inner, Index columns, bool is_turned, double most)
{
    const auto a = noise<T>(rows * inner, 1), b = noise<T>(inner * columns, 2);
    const Index row_step = is_turned ? 1 : inner, column_step = is_turned ? rows : 1;
    std::vector<std::vector<T>> results;
    for (const auto& loops : available_loops()) {
        INFO(loops.name << ": " << rows << " x " << inner << " x " << columns << (is_turned ? ", turned" : ""));
        std::vector<T> y(static_cast<std::size_t>(rows * columns));
        const Call<T> call{a.data(), row_step, column_step, b.data(), y.data(), rows, inner, columns};
        if constexpr (std::is_same_v<T, float>)
            loops.of_floats(call);
        else
            loops.of_doubles(call);
        double largest = 0;
        for (Index row = 0; row < rows; ++row)
            for (Index column = 0; column < columns; ++column) {
                double sum = 0;
                for (Index i = 0; i < inner; ++i)
                    sum += static_cast<double>(a[static_cast<std::size_t>(row * row_step + i * column_step)]) *
                           static_cast<double>(b[static_cast<std::size_t>(i * columns + column)]);
                largest = std::max(
                    largest, std::abs(sum - static_cast<double>(y[static_cast<std::size_t>(row * columns + column)])));
            }
        CHECK(largest < most * static_cast<double>(inner + 1));
        results.push_back(y);
    }
    for (const auto& result : results) CHECK(result == results.back());
}

}  // namespace

TEST_CASE("Products of matrices of all small sizes, and some large ones")
{
    for (const Index rows : {1, 2, 3, 4, 7, 9})
        for (const Index inner : {0, 1, 5, 33, 200})
            for (const Index columns : {1, 3, 16, 40, 67, 130})
                for (const bool is_turned : {false, true}) {
                    check<float>(rows, inner, columns, is_turned, 1e-7);
                    check<double>(rows, inner, columns, is_turned, 2e-16);
                }
}

TEST_CASE("Floats are added up as BLAS libraries do it: one fused product after the other")
{
    for (const auto& loops : available_loops())
        for (const Index inner : {1, 8, 16, 200})
            for (const Index columns : {1, 2, 16, 67}) {
                if (columns == 1 && inner > 16) continue;
                INFO(loops.name << ": 5 x " << inner << " x " << columns);
                constexpr Index kRows = 5;
                const auto a = noise<float>(kRows * inner, 3), b = noise<float>(inner * columns, 4);
                std::vector<float> y(static_cast<std::size_t>(kRows * columns)), expected;
                loops.of_floats({a.data(), inner, 1, b.data(), y.data(), kRows, inner, columns});
                for (Index row = 0; row < kRows; ++row)
                    for (Index column = 0; column < columns; ++column) {
                        float sum = 0;
                        for (Index i = 0; i < inner; ++i)
                            sum = std::fma(a[static_cast<std::size_t>(row * inner + i)],
                                           b[static_cast<std::size_t>(i * columns + column)], sum);
                        expected.push_back(sum);
                    }
                CHECK(y == expected);
            }
}
