// [blender a b out]: value by value, latent a becomes latent b, one value a bang.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/step_object.h"

void blender_setup() { latentjam::pd::step_object_setup("blender", latentjam::pattern::Kind::kBlender); }
