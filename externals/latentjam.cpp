// The library's entry: Pd calls latentjam_setup() once, which sets up every object in externals/CMakeLists.txt.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/export.h"
#include "base/version.h"
#include "pd/main_loop.h"
#include "pd/reference.h"

#include <m_pd.h>

#include <string>

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

/// Each object also by its full name, [latentjam/rave~].
void add_full_name(const char* name)
{
    t_symbol* const full = gensym((std::string("latentjam/") + name).c_str());
    t_gotfn const make = zgetfn(&pd_objectmaker, gensym(name));
    if (make) class_addcreator(reinterpret_cast<t_newmethod>(make), full, A_GIMME, A_NULL);
}

}  // namespace

LATENTJAM_EXPORT void latentjam_setup()
{
    latentjam_class = class_new(gensym("latentjam"), reinterpret_cast<t_newmethod>(latentjam_new), nullptr,
                                sizeof(t_latentjam), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(latentjam_class, latentjam_bang);

    latentjam::pd::main_loop_setup();
    latentjam::pd::reference_setup();
#define LATENTJAM_OBJECT(setup) setup();
#include "objects.inc"
#undef LATENTJAM_OBJECT
#define LATENTJAM_NAME(name) add_full_name(name);
#include "names.inc"
#undef LATENTJAM_NAME
}
