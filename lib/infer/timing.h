// When a buffer's input is complete, when its output begins, and how long its inference may take.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model.h"

namespace latentjam::infer {

/// Which sample of an input window of `ratio` samples stands for it: 0 is the first, `kHoldLast` the last (as nn~).
using HoldPoint = int;
inline constexpr HoldPoint kHoldLast = -1;

struct TimingRequest {
    int buffer = 0;  ///< samples per call of the model; a multiple of both ratios
    HoldPoint hold = kHoldLast;
    int block = 64;            ///< samples per call of perform
    int tick = 64;             ///< positions of calls are multiples of this or, if shorter, of `block`
    bool synchronous = false;  ///< inference inside perform: nothing to wait for
    int budget = 0;            ///< samples that inference may take; 0 = one buffer
};

/// All in samples at the host's rate.
struct Timing {
    int input_span = 0;  ///< samples of a buffer that must have come before it can be submitted
    int latency = 0;     ///< from a sample of input to the sample of output that belongs to it
    int budget = 0;      ///< from submission to the perform call that needs the result
};

/// The shortest latency at which no perform call needs what it cannot have yet, whichever tick a long block falls on.
///
/// A buffer k is complete at the end of the first call that ends at or after k*buffer + input_span. Ends of calls lie
/// `block` apart and on multiples of the tick, buffers lie `buffer` apart; so that end falls at most
/// block - g + (-input_span mod g) samples behind, g = gcd(buffer, block, tick). Output can begin where that call
/// begins, plus the budget in whole calls. Where the output is latents it is put off to the next multiple of its
/// ratio, so that it stays on the grid.
Timing plan_timing(const Method& method, const TimingRequest& request);

/// `requested` samples brought to a length that every call of the method accepts: a multiple of both its ratios, or of
/// the model's greatest ratio where the method itself has none (RAVE's `forward` works in whole latent frames), and at
/// least what the model says it needs. 0 or less asks for the shortest that makes sense.
int fit_buffer(const Description& description, const Method& method, int requested);

}  // namespace latentjam::infer
