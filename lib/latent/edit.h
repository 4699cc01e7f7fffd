// Resizing, thinning and ranges of a latent.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <vector>

namespace latentjam::latent {

/// `dims` x `frames` with the values of `sequence` where they overlap, zeros elsewhere. [setup]
Sequence resized(const Sequence& sequence, int dims, int frames);

/// At most `frames` frames, evenly picked. Precondition: frames > 0. [setup]
Sequence thinned(const Sequence& sequence, int frames);

/// Value by value from a to b: (1 - x) a + x b, as long as the shorter one. Precondition: the same dims. [setup]
Sequence mixed(const Sequence& a, const Sequence& b, float x);

struct Range {
    float low = 0;
    float high = 0;
};

/// The least and the greatest value of each dimension; zeros without frames. [setup]
std::vector<Range> ranges(const Sequence& sequence);

}  // namespace latentjam::latent
