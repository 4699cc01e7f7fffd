// Resizing, thinning and ranges of a latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/edit.h"

#include <algorithm>
#include <cstdint>

namespace latentjam::latent {

Sequence resized(const Sequence& sequence, int dims, int frames)
{
    Sequence result(dims, frames, sequence.rate_hz());
    const int kept_dims = std::min(dims, sequence.dims());
    const int kept_frames = std::min(frames, sequence.frames());
    for (int i = 0; i < kept_frames; ++i) std::copy_n(sequence.frame(i).begin(), kept_dims, result.frame(i).begin());
    return result;
}

Sequence thinned(const Sequence& sequence, int frames)
{
    if (sequence.frames() <= frames) return sequence;
    Sequence result(sequence.dims(), frames, sequence.rate_hz());
    for (int i = 0; i < frames; ++i) {
        const auto from = static_cast<int>(static_cast<std::int64_t>(i) * sequence.frames() / frames);
        std::copy_n(sequence.frame(from).begin(), sequence.dims(), result.frame(i).begin());
    }
    return result;
}

Sequence mixed(const Sequence& a, const Sequence& b, float x)
{
    Sequence mixed(a.dims(), std::min(a.frames(), b.frames()), a.rate_hz());
    for (std::size_t i = 0; i < mixed.values().size(); ++i)
        mixed.values()[i] = (1 - x) * a.values()[i] + x * b.values()[i];
    return mixed;
}

std::vector<Range> ranges(const Sequence& sequence)
{
    std::vector<Range> result(static_cast<std::size_t>(sequence.dims()));
    for (int dim = 0; dim < sequence.dims() && sequence.frames() > 0; ++dim) {
        Range range{sequence.at(0, dim), sequence.at(0, dim)};
        for (int i = 1; i < sequence.frames(); ++i) {
            range.low = std::min(range.low, sequence.at(i, dim));
            range.high = std::max(range.high, sequence.at(i, dim));
        }
        result[static_cast<std::size_t>(dim)] = range;
    }
    return result;
}

}  // namespace latentjam::latent
