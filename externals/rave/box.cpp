// Counting channels.
// SPDX-License-Identifier: BSD-3-Clause
#include "rave/box.h"

#include "shared/models.h"

#include <m_pd.h>

#include <algorithm>
#include <cmath>

namespace latentjam::pd {

void RaveBox::shape(const infer::OpenRequest& request)
{
    int in = 1, out = 1;
    if (!request.path.empty()) {
        const auto description = models().describe(request.path);
        const infer::Method* method = description ? description->find_method(request.method) : nullptr;
        if (method) {
            in = method->in_channels * request.stream.voices;
            out = method->out_channels * request.stream.voices;
        }
    }
    channels_out = std::clamp(std::max(out, multichannel ? declared_out : 1), 1, kMostChannels);
    if (multichannel) return;
    inlets = declared_in > 0 ? declared_in : std::clamp(in, 1, kMostChannels);
    outlets = channels_out = declared_out > 0 ? declared_out : channels_out;
}

bool RaveBox::has_fixed_channels() const { return multichannel && is_reblocked && pd_getdspstate() != 0; }

std::string RaveBox::refusal(const infer::Stream& stream) const
{
    if (has_fixed_channels() && stream.out_rows() > channels_out)
        return "method " + stream.method().name + " has " + std::to_string(stream.out_rows()) +
               " output channels, and inside block~ (" + std::to_string(block) + " samples) this box keeps its " +
               std::to_string(channels_out) + " while DSP is on (Pd may crash): -out " +
               std::to_string(stream.out_rows()) + " in the box leaves room";
    if (multichannel || (stream.in_rows() == inlets && stream.out_rows() == outlets)) return {};
    return "method " + stream.method().name + " has " + std::to_string(stream.in_rows()) + " inputs and " +
           std::to_string(stream.out_rows()) + " outputs, this box has " + std::to_string(inlets) + " and " +
           std::to_string(outlets) + "; with -m one box takes any model";
}

std::string rate_line(const std::string& model, double model_rate, double pd_rate)
{
    return model + " was made for " + std::to_string(std::lround(model_rate)) + " Hz, " +
           (pd_rate == static_cast<double>(sys_getsr()) ? "Pd" : "its canvas") + " runs at " +
           std::to_string(std::lround(pd_rate)) + " Hz: it plays, at another pitch and speed";
}

}  // namespace latentjam::pd
