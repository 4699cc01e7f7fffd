// The library's entry: Pd calls latentjam_setup() once, which sets up every object in externals/CMakeLists.txt.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/export.h"
#include "base/version.h"
#include "pd/exit_status.h"
#include "pd/main_loop.h"
#include "pd/reference.h"

#include <m_pd.h>

#define LATENTJAM_OBJECT(setup) void setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT

namespace {

// [latentjam]: loads the library where nothing else does, as the name of any library would, and tells its version.
struct t_latentjam {
    t_object x_obj;
};

t_class* latentjam_class;

void* latentjam_new(t_symbol*, int, t_atom*)
{
    auto* x = reinterpret_cast<t_latentjam*>(pd_new(latentjam_class));
    outlet_new(&x->x_obj, &s_symbol);
    return x;
}

void latentjam_bang(t_latentjam* x) { outlet_symbol(x->x_obj.ob_outlet, gensym(latentjam::version())); }

}  // namespace

LATENTJAM_EXPORT void latentjam_setup()
{
    latentjam_class = class_new(gensym("latentjam"), reinterpret_cast<t_newmethod>(latentjam_new), nullptr,
                                sizeof(t_latentjam), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(latentjam_class, latentjam_bang);

    latentjam::pd::exit_status_setup();
    latentjam::pd::main_loop_setup();
    latentjam::pd::reference_setup();
#define LATENTJAM_OBJECT(setup) setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT
}
