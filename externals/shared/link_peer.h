// Ableton Link: whether Pd has the object that speaks it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <m_pd.h>

namespace latentjam::pd {

/// True when Pd finds abl_link~ for this canvas, and has loaded it.
bool has_link(t_canvas* canvas);

}  // namespace latentjam::pd
