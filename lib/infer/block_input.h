// From the host's samples to the blocks of a model: a call cut where blocks end, and one sample for each frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>

namespace latentjam::infer {

/// Samples of one call that lie in one block of the grid.
struct Piece {
    std::int64_t block;
    int offset;  ///< within the block
    int begin;   ///< within the call
    int count;
};

/// visit(piece) for `count` samples from `position` on, which may be negative, in blocks of `buffer`. [audio]
template <typename Visit>
void for_each_piece(std::int64_t position, int count, int buffer, Visit&& visit)
{
    for (int begin = 0; begin < count;) {
        const std::int64_t here = position + begin;
        const std::int64_t block = here / buffer - (here % buffer < 0 ? 1 : 0);
        const int offset = static_cast<int>(here - block * buffer);
        const int piece = std::min(count - begin, buffer - offset);
        visit(Piece{block, offset, begin, piece});
        begin += piece;
    }
}

/// The frames whose held sample (number `hold` of each `ratio`) lies in this piece of a block. With ratio 1 that is
/// every sample. [audio]
template <typename Sample>
void pick(const Sample* samples, const Piece& piece, int ratio, int hold, float* frames)
{
    const int first = (piece.offset - hold + ratio - 1) / ratio;
    const int end = (piece.offset + piece.count - hold + ratio - 1) / ratio;
    for (int frame = std::max(0, first); frame < end; ++frame)
        frames[frame] = static_cast<float>(samples[piece.begin + frame * ratio + hold - piece.offset]);
}

}  // namespace latentjam::infer
