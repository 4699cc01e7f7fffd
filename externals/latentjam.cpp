// The library's entry: Pd calls latentjam_setup() once, which sets up every object in externals/CMakeLists.txt.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/export.h"
#include "pd/main_loop.h"
#include "pd/reference.h"

#define LATENTJAM_OBJECT(setup) void setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT

LATENTJAM_EXPORT void latentjam_setup()
{
    latentjam::pd::main_loop_setup();
    latentjam::pd::reference_setup();
#define LATENTJAM_OBJECT(setup) setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT
}
