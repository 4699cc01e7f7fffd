// A model's method, fed with a long signal piece by piece.
// SPDX-License-Identifier: BSD-3-Clause
#include "steps/model_call.h"

#include <algorithm>
#include <utility>

namespace latentjam::steps {

namespace {

constexpr std::int64_t kMostSamples = 1 << 30;  // of one call; a Block counts its frames in int

std::int64_t round_up(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

std::size_t values(int channels, std::int64_t frames)
{
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(frames);
}

}  // namespace

ModelCall::ModelCall(std::shared_ptr<infer::Model> model, const infer::Method& method)
    : model_(std::move(model)), method_(method)
{
    const std::int64_t ratio = std::max(method_.in_ratio, method_.out_ratio);
    const std::int64_t unit = round_up(std::max<std::int64_t>(1, model_->description().min_block), ratio);
    unit_frames_ = static_cast<int>(unit / method_.in_ratio);
    frames_per_call_ = static_cast<int>(round_up(kFramesPerCall * ratio, unit) / method_.in_ratio);
}

Result<ModelCall> ModelCall::create(std::shared_ptr<infer::Model> model, const infer::Method& method,
                                    const Playing& playing)
{
    ModelCall call(std::move(model), method);
    call.playing_ = playing;
    auto instance = call.instantiate();
    if (!instance) return instance.status();
    call.instance_ = std::move(*instance);
    call.begin();
    return call;
}

Result<std::unique_ptr<infer::Instance>> ModelCall::instantiate() const
{
    auto instance = model_->instantiate();
    if (!instance) return instance;
    (*instance)->set_threads(playing_.threads);
    for (const auto& setting : playing_.attributes) {
        const auto* attribute = model_->description().find_attribute(setting.name);
        if (!attribute) return Status::error("the model has no attribute '" + setting.name + "'");
        if (const Status status = infer::set_attribute(**instance, *attribute, setting.values); !status) return status;
    }
    return instance;
}

void ModelCall::begin()
{
    instance_->reset();
    instance_->seed(playing_.seed);
    pending_.clear();
    remark_.clear();
}

Status ModelCall::run(infer::Instance& instance, std::span<const float> in, int in_frames, int out_frames,
                      std::vector<float>& out)
{
    const auto in_channels = static_cast<std::size_t>(method_.in_channels);
    const auto out_channels = static_cast<std::size_t>(method_.out_channels);
    planar_in_.resize(values(method_.in_channels, in_frames));
    planar_out_.resize(values(method_.out_channels, out_frames));
    for (std::size_t channel = 0; channel < in_channels; ++channel)
        for (std::size_t t = 0; t < static_cast<std::size_t>(in_frames); ++t)
            planar_in_[channel * static_cast<std::size_t>(in_frames) + t] = in[t * in_channels + channel];

    const infer::Outcome outcome = instance.process(method_, {planar_in_, 1, method_.in_channels, in_frames},
                                                    {planar_out_, 1, method_.out_channels, out_frames});
    if (!outcome.has_block()) return outcome;
    if (!outcome && remark_.empty()) remark_ = outcome.message();

    const std::size_t before = out.size();
    out.resize(before + planar_out_.size());
    for (std::size_t t = 0; t < static_cast<std::size_t>(out_frames); ++t)
        for (std::size_t channel = 0; channel < out_channels; ++channel)
            out[before + t * out_channels + channel] = planar_out_[channel * static_cast<std::size_t>(out_frames) + t];
    return {};
}

Status ModelCall::push(std::span<const float> in, std::vector<float>& out)
{
    pending_.insert(pending_.end(), in.begin(), in.end());
    if (!model_->is_streaming()) return {};
    const std::size_t one_call = values(method_.in_channels, frames_per_call_);
    std::size_t done = 0;
    Status status;
    while (status && pending_.size() - done >= one_call) {
        const int out_frames =
            static_cast<int>(static_cast<std::int64_t>(frames_per_call_) * method_.in_ratio / method_.out_ratio);
        status = run(*instance_, std::span(pending_).subspan(done, one_call), frames_per_call_, out_frames, out);
        done += one_call;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
    return status;
}

// How many frames a whole unit plus `rest` frames yield beyond the unit's own; none if the model throws on them.
Result<std::optional<int>> ModelCall::frames_of_rest(int rest)
{
    auto trial = instantiate();
    if (!trial) return trial.status();
    const std::string remark = remark_;  // what silence makes of the trial is no news
    const int in_frames = unit_frames_ + rest;
    const std::vector<float> silence(values(method_.in_channels, in_frames));
    const std::int64_t samples = static_cast<std::int64_t>(rest) * method_.in_ratio;
    const int whole = static_cast<int>(static_cast<std::int64_t>(unit_frames_) * method_.in_ratio / method_.out_ratio);
    const int fewest = static_cast<int>(samples / method_.out_ratio);
    const int most = static_cast<int>(round_up(samples, method_.out_ratio) / method_.out_ratio);
    std::vector<float> unheard;
    for (const int frames : {most, fewest}) {
        (*trial)->reset();
        const Status status = run(**trial, silence, in_frames, whole + frames, unheard);
        remark_ = remark;
        if (status) return std::optional(frames);
        if (most == fewest) break;
    }
    return std::optional<int>();
}

Status ModelCall::finish(std::vector<float>& out)
{
    const auto channels = static_cast<std::size_t>(method_.in_channels);
    std::int64_t frames = static_cast<std::int64_t>(pending_.size() / channels);
    if (frames == 0) return {};
    if (frames * method_.in_ratio > kMostSamples)
        return Status::error(
            "more than " + std::to_string(kMostSamples) +
            " samples: too long for a model without streaming state, which takes a signal in one call");

    const int rest = static_cast<int>(frames % unit_frames_);
    std::int64_t out_frames = (frames - rest) * method_.in_ratio / method_.out_ratio;
    std::size_t surplus = 0;  // frames of the output that stem from padding
    if (rest > 0) {
        const auto of_rest = frames_of_rest(rest);
        if (!of_rest) return of_rest.status();
        if (*of_rest) {
            out_frames += **of_rest;
        } else {
            const std::int64_t wanted = round_up(frames * method_.in_ratio, method_.out_ratio) / method_.out_ratio;
            frames = round_up(frames, unit_frames_);
            out_frames = frames * method_.in_ratio / method_.out_ratio;
            surplus = values(method_.out_channels, out_frames - wanted);
            pending_.resize(values(method_.in_channels, frames));
        }
    }
    Status status;
    if (out_frames > 0) status = run(*instance_, pending_, static_cast<int>(frames), static_cast<int>(out_frames), out);
    if (status) out.resize(out.size() - surplus);
    pending_.clear();
    return status;
}

}  // namespace latentjam::steps
