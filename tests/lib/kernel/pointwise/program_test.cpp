// Programs against the same steps one number at a time, on blocks of every shape.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/pointwise/program.h"

#include <catch2/catch_all.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

using namespace latentjam::kernel::pointwise;

namespace {

// A block in memory and the way through it: some dimensions repeated, some turned round, some with gaps.
struct Block {
    std::vector<float> memory;
    Operand operand;

    Block(const Sizes& sizes, std::mt19937& random, bool contiguous)
    {
        Index inside = 1;
        for (std::size_t dim = kDims; dim-- > 0;) {
            const bool repeats = !contiguous && random() % 4 == 0;
            const Index gap = contiguous || random() % 2 == 0 ? 0 : static_cast<Index>(random() % 3);
            operand.steps[dim] = repeats ? 0 : inside * (1 + (dim == kDims - 1 ? gap : 0));
            if (!repeats) inside = operand.steps[dim] * sizes[dim] + (dim < kDims - 1 ? gap : 0);
        }
        memory.resize(static_cast<std::size_t>(inside) + 8);
        std::uniform_real_distribution<float> number(-2, 2);
        for (auto& value : memory) value = number(random);
        operand.first = memory.data();
        for (std::size_t dim = 0; dim < kDims; ++dim)
            if (!contiguous && random() % 5 == 0) {  // backwards
                operand.first += operand.steps[dim] * (sizes[dim] - 1);
                operand.steps[dim] = -operand.steps[dim];
            }
    }

    float at(const Sizes& index) const
    {
        const float* place = operand.first;
        for (std::size_t dim = 0; dim < kDims; ++dim) place += operand.steps[dim] * index[dim];
        return *place;
    }
};

// (a b + 3) - |c| / 7, then one more sum with a: operands, constants and results used again.
Program program()
{
    Program p(3);
    const int three = p.constant(3), product = p.apply(Op::kMultiply, 0, 1), sum = p.apply(Op::kAdd, product, three);
    const int seventh = p.apply(Op::kDivide, p.apply(Op::kMagnitude, 2), p.constant(7));
    p.apply(Op::kAdd, p.apply(Op::kSubtract, sum, seventh), p.apply(Op::kMultiply, product, 0));
    p.finish();
    return p;
}

float expected(float a, float b, float c) { return ((a * b + 3) - std::abs(c) / 7) + a * b * a; }

}  // namespace

TEST_CASE("A program does to every number of a block what its steps say, whatever way operands lie")
{
    std::mt19937 random(11);
    const auto p = program();
    const std::vector<Index> lengths{1, 1, 1, 2, 3, 4, 8, 15, 16, 17, 100, 513};
    for (int round = 0; round < 400; ++round) {
        Sizes sizes;
        for (auto& size : sizes) size = lengths[random() % 7];
        sizes[kDims - 1] = lengths[random() % lengths.size()];
        std::vector<Block> blocks;
        for (int i = 0; i < 3; ++i) blocks.emplace_back(sizes, random, random() % 2 == 0);
        std::size_t count = 1;
        for (const auto size : sizes) count *= static_cast<std::size_t>(size);
        std::vector<float> out(count + 1, 99);
        const std::vector<Operand> operands{blocks[0].operand, blocks[1].operand, blocks[2].operand};
        p.run(available_kernels().front(), sizes, operands, out.data());

        std::size_t wrong = 0;
        Sizes index{};
        for (std::size_t i = 0; i < count; ++i) {
            const float value = expected(blocks[0].at(index), blocks[1].at(index), blocks[2].at(index));
            if (std::abs(out[i] - value) > 1e-6F * (1 + std::abs(value))) ++wrong;
            for (std::size_t dim = kDims; dim-- > 0;) {
                if (++index[dim] < sizes[dim]) break;
                index[dim] = 0;
            }
        }
        CHECK(wrong == 0);
        CHECK(out[count] == 99);  // nothing behind the block
    }
}

TEST_CASE("A long program gives every result that is still wanted a place of its own")
{
    Program p(1);
    std::vector<int> places;
    for (int i = 1; i <= 40; ++i) places.push_back(p.apply(Op::kMultiply, 0, p.constant(static_cast<float>(i))));
    int sum = places[0];
    for (std::size_t i = 1; i < places.size(); ++i) sum = p.apply(Op::kAdd, sum, places[i]);
    p.finish();
    std::vector<float> in(1000), out(1000);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i);
    Sizes sizes{1, 1, 1, 1, 1, 1000};
    const std::vector<Operand> operands{{in.data(), {0, 0, 0, 0, 0, 1}}};
    p.run(available_kernels().front(), sizes, operands, out.data());
    for (std::size_t i = 0; i < in.size(); ++i)
        if (out[i] != in[i] * 820) FAIL_CHECK(i << " gives " << out[i]);
    SUCCEED();
}
