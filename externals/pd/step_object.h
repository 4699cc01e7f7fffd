// [blender a b out] and [swapper a b out]: the same box for both.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pattern/recipe.h"

namespace latentjam::pd {

/// Makes the class of that name. The kind must need two sources. [setup, once each]
void step_object_setup(const char* name, pattern::Kind kind);

}  // namespace latentjam::pd
