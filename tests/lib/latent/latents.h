// Latents whose every value is known from its frame and dimension; tests/data/npy/arrays.py computes the same.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

namespace latentjam::test {

inline latent::Sequence known_latents(int dims, int frames, double rate_hz = 0)
{
    latent::Sequence sequence(dims, frames, rate_hz);
    for (int frame = 0; frame < frames; ++frame)
        for (int dim = 0; dim < dims; ++dim)
            sequence.at(frame, dim) = static_cast<float>((dim * 37 + frame * 11) % 101 / 7.0 - 5);
    return sequence;
}

}  // namespace latentjam::test
