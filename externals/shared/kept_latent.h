// A latent as lines of a patch file, bit for bit.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"
#include "pd/atoms.h"

#include <vector>

namespace latentjam::pd {

/// Messages that make the sequence again, one after another. Pd writes numbers with six digits, so each value stands
/// there as the two halves of its 32 bits.
std::vector<AtomList> kept_lines(const latent::Sequence& sequence);

/// Takes what follows the word `kept`: the first line empties the sequence, the others add frames.
Status add_kept_line(latent::Sequence& sequence, Atoms line);

}  // namespace latentjam::pd
