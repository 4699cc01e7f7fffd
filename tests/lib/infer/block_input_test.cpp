// Pieces of calls, and the samples that stand for frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/block_input.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <numeric>
#include <vector>

using namespace latentjam::infer;

TEST_CASE("Pieces follow each other without a gap and never cross the end of a block")
{
    const int buffer = GENERATE(1, 5, 64, 1000);
    const std::int64_t position = GENERATE(-1003, -64, -1, 0, 7, 4096);
    constexpr int kCount = 301;
    int next = 0;
    for_each_piece(position, kCount, buffer, [&](const Piece& piece) {
        CHECK(piece.begin == next);
        CHECK(piece.block * buffer + piece.offset == position + piece.begin);
        CHECK(piece.offset >= 0);
        CHECK(piece.count > 0);
        CHECK(piece.offset + piece.count <= buffer);
        next += piece.count;
    });
    CHECK(next == kCount);
}

TEST_CASE("Each frame is its held sample, however calls cut the block")
{
    constexpr int kBuffer = 32;
    const int ratio = GENERATE(1, 4, 8), call = GENERATE(1, 3, 8, 32, 100);
    const int hold = GENERATE_COPY(0, ratio / 2, ratio - 1);
    std::vector<float> samples(kBuffer * 2);
    std::iota(samples.begin(), samples.end(), 0.0F);
    std::vector<float> frames(static_cast<std::size_t>(kBuffer / ratio), -1);
    for (int begin = 0; begin < kBuffer; begin += call)
        for_each_piece(begin, std::min(call, kBuffer * 2 - begin), kBuffer, [&](const Piece& piece) {
            if (piece.block == 0) pick(samples.data() + begin, piece, ratio, hold, frames.data());
        });
    for (int frame = 0; frame < kBuffer / ratio; ++frame)
        CHECK(frames[static_cast<std::size_t>(frame)] == static_cast<float>(frame * ratio + hold));
}
