// How far two latents are from each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distance.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace latentjam::latent {

namespace {

std::string size_of(const Sequence& sequence)
{
    return std::to_string(sequence.frames()) + " frames of " + std::to_string(sequence.dims()) + " dims";
}

}  // namespace

Result<Distance> distance(const Sequence& a, const Sequence& b)
{
    if (a.is_empty() || b.is_empty() || a.dims() != b.dims())
        return Status::error("a distance needs two latents with frames of the same number of dims: these have " +
                             size_of(a) + " and " + size_of(b));
    Distance result;
    result.rms.resize(static_cast<std::size_t>(a.dims()));
    const int frames = std::max(a.frames(), b.frames());
    for (int frame = 0; frame < frames; ++frame) {
        double squares = 0;
        for (int dim = 0; dim < a.dims(); ++dim) {
            const double difference =
                static_cast<double>(a.at(frame % a.frames(), dim)) - static_cast<double>(b.at(frame % b.frames(), dim));
            squares += difference * difference;
            result.rms[static_cast<std::size_t>(dim)] += difference * difference;
        }
        const double euclidean = std::sqrt(squares);
        result.mean += euclidean / frames;
        if (euclidean > result.most) {
            result.most = euclidean;
            result.farthest_frame = frame;
        }
    }
    for (double& value : result.rms) value = std::sqrt(value / frames);
    return result;
}

}  // namespace latentjam::latent
