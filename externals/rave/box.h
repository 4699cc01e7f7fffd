// The box of a rave~: how many inlets and outlets it has, and which models fit it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/open.h"

#include <string>

namespace latentjam::pd {

inline constexpr int kMostVoices = 64;     ///< rows of the streaming caches in real exports
inline constexpr int kMostChannels = 512;  ///< inlets or outlets of one box

struct RaveBox {
    bool multichannel = false;
    int declared_in = 0;  ///< 0 = from the model
    int declared_out = 0;
    int inlets = 1;  ///< signal inlets and outlets
    int outlets = 1;
    int channels_out = 1;       ///< with -m: what the one outlet carries
    int block = 64;             ///< samples, of the box's canvas
    bool is_reblocked = false;  ///< it, or a canvas around it, has another block or rate than Pd

    /// Pd to 0.55 may crash when an outlet inside block~ gets more channels while DSP is on. There they stay as many as
    /// they are, silent where the model has fewer.
    bool has_fixed_channels() const;

    /// Channels come from the model's description, so that the box has its inlets before the weights are there. [setup]
    void shape(const infer::OpenRequest& request);

    /// Why the stream does not fit the box, or "".
    std::string refusal(const infer::Stream& stream) const;
};

/// A line for a model made for another rate than Pd's, with both in Hz; Pd's is that of the box's canvas, which
/// block~ may have changed.
std::string rate_line(const std::string& model, double model_rate, double pd_rate);

}  // namespace latentjam::pd
