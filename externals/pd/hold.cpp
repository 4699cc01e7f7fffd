// `hold`: which sample of a latent frame stands for it, as it is written in messages and boxes.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/hold.h"

#include "infer/conventions.h"
#include "infer/timing.h"

#include <string>

namespace latentjam::pd {

namespace {

constexpr const char* kAccepts = "first, last, or which sample of each latent frame counts, from 0";

Result<int> parse(const t_atom& atom)
{
    const std::string word = text_of(atom);
    if (word == "first") return 0;
    if (word == "last") return infer::kHoldLast;
    const int sample = whole_number({&atom, 1}, 0).value_or(-1);
    if (sample >= 0 && sample < infer::kLargestRatio) return sample;
    return Status::error("hold '" + word + "': " + kAccepts);
}

}  // namespace

Type hold() { return {.kind = Kind::kWhole, .parse = parse, .accepts = kAccepts}; }

}  // namespace latentjam::pd
