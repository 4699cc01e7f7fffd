// The library's entry: Pd calls latentjam_setup() once, which sets up every object in externals/CMakeLists.txt.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/export.h"
#include "pd/exit_status.h"
#include "pd/main_loop.h"
#include "pd/reference.h"

#define LATENTJAM_OBJECT(setup) void setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT

LATENTJAM_EXPORT void latentjam_setup()
{
    static bool is_set_up = false;  // -lib latentjam may come after [latentjam/rave~] has loaded it (by_name.cpp)
    if (is_set_up) return;
    is_set_up = true;
    latentjam::pd::exit_status_setup();
    latentjam::pd::main_loop_setup();
    latentjam::pd::reference_setup();
#define LATENTJAM_OBJECT(setup) setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT
}
