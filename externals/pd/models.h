// The models of this process, and the runtime that plays them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/model_cache.h"

#include <m_pd.h>

#include <string>

namespace latentjam::pd {

/// Opens the runtime plug-in beside this library when the first model is wanted. Never destroyed. [any]
infer::ModelCache& models();

/// The file of a model beside the patch or on Pd's search path; ".ts" may be left out. The error names it. [setup]
Result<std::string> find_model(const t_canvas* canvas, const std::string& name);

}  // namespace latentjam::pd
