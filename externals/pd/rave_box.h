// The box of a rave~: how many inlets and outlets it has, which models fit it, and what it says of itself.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/session.h"
#include "pd/rave_options.h"

#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {

struct RaveBox {
    bool multichannel = false;
    int inlets = 1;  ///< signal inlets and outlets
    int outlets = 1;
    int channels_out = 1;  ///< with -m: what the one outlet carries
};

/// Channels come from the model's description, so that the box has its inlets before the weights are there. [setup]
RaveBox shape_box(const RaveOptions& options);

/// Why the stream does not fit the box, or "".
std::string refusal(const RaveBox& box, const infer::Stream& stream);

/// A line for a model made for another rate than Pd's, with both in Hz.
std::string rate_line(const std::string& model, double model_rate, double pd_rate);

/// What `bang` asks for: a selector and its values, in order.
using Info = std::pair<const char*, std::vector<infer::Value>>;
template <typename Sample>
std::vector<Info> collect_info(infer::Session<Sample>& session, const RaveBox& box);

}  // namespace latentjam::pd
