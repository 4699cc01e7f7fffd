// Counting channels, and saying what there is.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/rave_box.h"

#include "infer/torchscript/description.h"

#include <m_pd.h>

#include <algorithm>
#include <cmath>

namespace latentjam::pd {

namespace {

template <typename Item>
std::vector<infer::Value> names_of(const std::vector<Item>& items)
{
    std::vector<infer::Value> names;
    for (const auto& item : items) names.emplace_back(item.name);
    return names;
}

std::vector<infer::Value> number(double value) { return {value}; }

}  // namespace

RaveBox shape_box(const RaveOptions& options)
{
    int in = 1, out = 1;
    if (!options.request.path.empty()) {
        const auto description = infer::read_description(options.request.path);
        const infer::Method* method = description ? description->find_method(options.request.method) : nullptr;
        if (method) {
            in = method->in_channels * options.request.stream.voices;
            out = method->out_channels * options.request.stream.voices;
        }
    }
    RaveBox box;
    box.multichannel = options.multichannel;
    box.channels_out = std::clamp(out, 1, kMostChannels);
    if (box.multichannel) return box;
    box.inlets = options.declared_in > 0 ? options.declared_in : std::clamp(in, 1, kMostChannels);
    box.outlets = box.channels_out = options.declared_out > 0 ? options.declared_out : box.channels_out;
    return box;
}

std::string refusal(const RaveBox& box, const infer::Stream& stream)
{
    if (box.multichannel || (stream.in_rows() == box.inlets && stream.out_rows() == box.outlets)) return {};
    return "method " + stream.method().name + " has " + std::to_string(stream.in_rows()) + " inputs and " +
           std::to_string(stream.out_rows()) + " outputs, this box has " + std::to_string(box.inlets) + " and " +
           std::to_string(box.outlets) + "; with -m one box takes any model";
}

std::string rate_line(const std::string& model, double model_rate, double pd_rate)
{
    return model + " was made for " + std::to_string(std::lround(model_rate)) + " Hz, Pd runs at " +
           std::to_string(std::lround(pd_rate)) + " Hz: it plays, at another pitch and speed";
}

template <typename Sample>
std::vector<Info> collect_info(infer::Session<Sample>& session, const RaveBox& box)
{
    const infer::Stream* stream = session.player().stream();
    const infer::Description none;
    const infer::Description& description = session.description() ? *session.description() : none;
    const std::string& path = session.wanted().path;
    std::vector<Info> info{{"model", {path.empty() ? std::string("none") : path}},
                           {"method", {session.wanted().method}},
                           {"methods", names_of(description.methods)},
                           {"attributes", names_of(description.attributes)},
                           {"in", number(stream ? stream->in_rows() : box.inlets)},
                           {"out", number(stream ? stream->out_rows() : box.channels_out)}};
    if (stream) {
        const infer::Method& method = stream->method();
        info.push_back({"ratio", {static_cast<double>(method.in_ratio), static_cast<double>(method.out_ratio)}});
        info.push_back({"samplerate", number(description.sample_rate)});
        info.push_back({"buffer", number(stream->settings().buffer)});
        info.push_back({"latency", number(stream->latency())});
        const infer::Optimized optimized = session.optimized();
        info.push_back(
            {"optimized", {static_cast<double>(optimized.taken), static_cast<double>(optimized.convolutions)}});
        info.push_back({"load", number(static_cast<double>(stream->load_percent()))});
    }
    info.push_back({"late", number(session.late())});
    info.push_back({"enabled", number(session.player().is_enabled() ? 1 : 0)});
    info.push_back({"ready", number(stream ? 1 : 0)});
    return info;
}

template std::vector<Info> collect_info(infer::Session<t_sample>& session, const RaveBox& box);

}  // namespace latentjam::pd
