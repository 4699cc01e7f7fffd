// `hold`: which sample of a latent frame stands for it, as it is written in messages and boxes.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/parameters.h"

namespace latentjam::pd {

/// "first", "last" or a sample of the latent frame.
Type hold();

}  // namespace latentjam::pd
