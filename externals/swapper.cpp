// [swapper a b out]: latents a and b change places value by value, a random one a bang.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/step_object.h"

void swapper_setup() { latentjam::pd::step_object_setup("swapper", latentjam::pattern::Kind::kSwapper); }
