// `hold`: which sample of a latent frame stands for it, as it is written in messages and boxes.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/hold.h"

#include "infer/conventions.h"
#include "pd/arguments.h"

#include <cmath>
#include <string>

namespace latentjam::pd {

Result<infer::HoldPoint> parse_hold(int argc, const t_atom* argv)
{
    const std::string word = argc > 0 ? text_of(argv[0]) : "";
    if (word == "first") return 0;
    if (word == "last") return infer::kHoldLast;
    const double number = argc > 0 && argv[0].a_type == A_FLOAT ? static_cast<double>(argv[0].a_w.w_float) : -1;
    if (number >= 0 && number < infer::kLargestRatio && number == std::floor(number)) return static_cast<int>(number);
    return Status::error("hold '" + word + "': first, last, or which sample of each latent frame counts, from 0");
}

Type hold()
{
    return {.kind = Kind::kWhole,
            .parse = [](const t_atom& atom) { return Result<int>(parse_hold(1, &atom)); },
            .accepts = "first, last, or which sample of each latent frame counts, from 0"};
}

}  // namespace latentjam::pd
