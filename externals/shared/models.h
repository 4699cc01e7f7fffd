// The models of this process, and the runtimes that play them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/model_cache.h"

#include <m_pd.h>

#include <string>

namespace latentjam::pd {

/// A runtime's plug-in beside this library is opened when its first model is wanted. Never destroyed. [any]
infer::ModelCache& models();

/// The names of the runtimes that are there, with spaces between them. Opens nothing. [any]
std::string backends_there();

/// The file of a model as Pd finds it, its ending left out or not; else the line that says where it was looked for.
/// [setup]
Result<std::string> find_model(const t_canvas* canvas, const std::string& name);

}  // namespace latentjam::pd
