// Walking through several tensors of the same sizes at once, a row at a time.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/tensor.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace latentjam::infer::native {

/// Calls row(first, steps, count) for each row: `first` are the places of its first numbers, `steps` the strides along
/// it, one a tensor. Dimensions that lie behind one another in all tensors become one. All have the same sizes.
template <std::size_t N, typename Row>
void for_each_row(const std::array<const Tensor*, N>& tensors, Row&& row)
{
    using Places = std::array<std::int64_t, N>;
    const Dims& sizes = tensors[0]->sizes();
    std::array<std::int64_t, kMostDims> counts{};
    std::array<Places, kMostDims> steps{};
    std::size_t dims = 0;
    for (std::size_t d = 0; d < sizes.size(); ++d) {
        if (sizes[d] == 0) return;
        if (sizes[d] == 1) continue;
        Places step;
        for (std::size_t i = 0; i < N; ++i) step[i] = tensors[i]->strides()[d];
        bool joins = dims > 0;
        for (std::size_t i = 0; joins && i < N; ++i) joins = steps[dims - 1][i] == step[i] * sizes[d];
        if (joins) {
            counts[dims - 1] *= sizes[d];
            steps[dims - 1] = step;
        } else {
            counts[dims] = sizes[d];
            steps[dims++] = step;
        }
    }
    Places first;
    for (std::size_t i = 0; i < N; ++i) first[i] = tensors[i]->offset();
    if (dims == 0) return row(first, Places{}, std::int64_t{1});
    const auto inner = dims - 1;
    std::array<std::int64_t, kMostDims> at{};
    while (true) {
        row(first, steps[inner], counts[inner]);
        std::size_t d = inner;
        while (d-- > 0) {
            for (std::size_t i = 0; i < N; ++i) first[i] += steps[d][i];
            if (++at[d] < counts[d]) break;
            for (std::size_t i = 0; i < N; ++i) first[i] -= steps[d][i] * counts[d];
            at[d] = 0;
        }
        if (d == static_cast<std::size_t>(-1)) return;
    }
}

/// out = f(in), number by number.
template <typename In, typename Out, typename F>
void map(const Tensor& out, const Tensor& in, F&& f)
{
    auto* to = reinterpret_cast<Out*>(out.storage()->data());
    const auto* from = reinterpret_cast<const In*>(in.storage()->data());
    for_each_row<2>({&out, &in}, [&](const auto& first, const auto& steps, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i) to[first[0] + i * steps[0]] = f(from[first[1] + i * steps[1]]);
    });
}

/// out = f(a, b), number by number.
template <typename A, typename B, typename Out, typename F>
void map(const Tensor& out, const Tensor& a, const Tensor& b, F&& f)
{
    auto* to = reinterpret_cast<Out*>(out.storage()->data());
    const auto* left = reinterpret_cast<const A*>(a.storage()->data());
    const auto* right = reinterpret_cast<const B*>(b.storage()->data());
    for_each_row<3>({&out, &a, &b}, [&](const auto& first, const auto& steps, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i)
            to[first[0] + i * steps[0]] = f(left[first[1] + i * steps[1]], right[first[2] + i * steps[2]]);
    });
}

/// The same numbers in another place, in the type of `out`. Equal sizes.
void copy_numbers(const Tensor& out, const Tensor& in);

}  // namespace latentjam::infer::native
