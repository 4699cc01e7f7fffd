// SPDX-License-Identifier: BSD-3-Clause
#include "pd/reblocked.h"

#include <g_canvas.h>

#include <cstring>

namespace latentjam::pd {

namespace {

/// Its arguments are block, overlap and rate; 0, or none, is what the canvas around has.
bool asks_for_other_than_pd(const t_object* block)
{
    const t_atom* arguments = binbuf_getvec(block->te_binbuf) + 1;
    const int count = binbuf_getnatom(block->te_binbuf) - 1;
    for (int i = 0; i < count; ++i) {
        const int usual = i == 0 ? sys_getblksize() : 1;
        const bool is_usual = arguments[i].a_type == A_FLOAT &&
                              (arguments[i].a_w.w_float == 0 || static_cast<int>(arguments[i].a_w.w_float) == usual);
        if (!is_usual) return true;
    }
    return false;
}

}  // namespace

bool is_inside_block(const t_canvas* canvas)
{
    for (; canvas; canvas = canvas->gl_owner)
        for (t_gobj* each = canvas->gl_list; each; each = each->g_next) {
            const t_object* box = pd_checkobject(&each->g_pd);
            const bool is_block = box && std::strcmp(class_getname(each->g_pd), "block~") == 0;  // switch~ as well
            if (is_block && asks_for_other_than_pd(box)) return true;
        }
    return false;
}

}  // namespace latentjam::pd
