// The messages of rave~ that ask for another stream: each changes what is opened next.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/open.h"

#include <m_pd.h>

#include <vector>

namespace latentjam::pd {

/// Their selectors.
const std::vector<const char*>& rave_wishes();

/// Writes what a message asks for into `wanted`; the error names the message, its value and what it takes. [setup]
Status wish(infer::OpenRequest& wanted, const t_symbol* selector, int argc, const t_atom* argv);

}  // namespace latentjam::pd
