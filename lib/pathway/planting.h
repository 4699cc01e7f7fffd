// What sixteen slots begin with.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pathway/column.h"

namespace latentjam::pathway {

/// Each kind and each walk at least once; without seeds. [setup]
Slots usual_slots();

}  // namespace latentjam::pathway
