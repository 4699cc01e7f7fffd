// A file that a patch names: where it is, or why it cannot be had.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <m_pd.h>

#include <span>
#include <string>
#include <string_view>

namespace latentjam::pd {

/// The path of the file beside the patch, on Pd's search path or among those that come with this library; one of the
/// `endings` may be left out. The error tells a name that is too long, a file that cannot be read (permissions, a
/// folder, a link to itself) and one that is nowhere apart; the last is `missing`. [setup]
Result<std::string> look_up(const t_canvas* canvas, const std::string& name, std::span<const std::string_view> endings,
                            const std::string& missing);

}  // namespace latentjam::pd
