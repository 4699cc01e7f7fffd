// The creation arguments of [rave~ <model> [<method>] [<buffer>] flags], the same order as nn~'s.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/open.h"

#include <m_pd.h>

#include <string>
#include <vector>

namespace latentjam::pd {

inline constexpr int kMostVoices = 64;     ///< rows of the streaming caches in real exports
inline constexpr int kMostChannels = 512;  ///< inlets or outlets of one box

struct RaveOptions {
    std::string model;           ///< as written
    infer::OpenRequest request;  ///< everything but its path
    bool multichannel = false;
    bool starts_disabled = false;
    int declared_in = 0;  ///< 0 = from the model
    int declared_out = 0;
    std::vector<std::string> errors;
};

RaveOptions parse_rave_options(int argc, const t_atom* argv);

}  // namespace latentjam::pd
