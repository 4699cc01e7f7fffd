// Whether block~ or switch~ stands around an object.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <m_pd.h>

namespace latentjam::pd {

/// True when a block~ or switch~ of this canvas, or of one around it, asks for another block, overlap or rate than
/// Pd's own. [setup]
bool is_inside_block(const t_canvas* canvas);

}  // namespace latentjam::pd
