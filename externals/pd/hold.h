// `hold`: which sample of a latent frame stands for it, as it is written in messages and boxes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/timing.h"
#include "pd/parameters.h"

#include <m_pd.h>

namespace latentjam::pd {

/// "first", "last" or a sample of the latent frame; the error names what is accepted.
Result<infer::HoldPoint> parse_hold(int argc, const t_atom* argv);

/// The same for tables.
Type hold();

}  // namespace latentjam::pd
