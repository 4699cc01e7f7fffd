// Ableton Link: whether Pd has the object that speaks it.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/link_peer.h"

// after m_pd.h
extern "C" {
#include <s_stuff.h>
}

namespace latentjam::pd {

bool has_link(t_canvas* canvas)
{
    t_symbol* const name = gensym("abl_link~");
    return zgetfn(&pd_objectmaker, name) || (sys_load_lib(canvas, name->s_name) && zgetfn(&pd_objectmaker, name));
}

}  // namespace latentjam::pd
