// Decode: latents to sound files.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/decode.h"

#include "latent/file.h"

#include <algorithm>
#include <utility>

namespace latentjam::unravel {

Decode::Decode(steps::ModelSource source, FileJob job)
    : FileStep(std::move(job), kLatentExtensions), source_(std::move(source))
{
}

Status Decode::prepare(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    auto loaded = steps::load_method(source_, "decode", news, cancelled);
    if (!loaded) return loaded.status();
    loaded_.emplace(std::move(*loaded));
    if (loaded_->call.method().out_ratio == 1) return {};
    return Status::error("this model's decode makes no sound");
}

Status Decode::open(const InputFile& file, const CancelFlag& cancelled)
{
    auto target = free_path(job().out, decoded_name(file), job().overwrite);
    if (!target) return Status::error(file.written + ": " + target.message());
    target_ = std::move(*target);
    auto latents = latent::read(file.path, cancelled);
    if (!latents) return latents.status();
    const infer::Method& method = loaded_->call.method();
    if (latents->dims() != method.in_channels)
        return Status::error(file.written + ": " + std::to_string(latents->dims()) +
                             " dimensions, but the model decodes " + std::to_string(method.in_channels) +
                             ": take the model that encoded it");
    if (latents->frames() == 0) return Status::error(file.written + ": holds no frames");
    auto writer = SoundWriter::create(target_, method.out_channels, loaded_->rate_hz,
                                      static_cast<std::int64_t>(latents->frames()) * method.in_ratio);
    if (!writer) return writer.status();
    writer_ = std::move(*writer);
    latents_ = std::move(*latents);
    next_frame_ = 0;
    written_samples_ = 0;
    loaded_->call.begin();
    return {};
}

Result<bool> Decode::work(const InputFile& file, std::vector<steps::News>& news, const CancelFlag&)
{
    const infer::Method& method = loaded_->call.method();
    const int count = std::min(loaded_->call.frames_per_call(), latents_.frames() - next_frame_);
    const auto dims = static_cast<std::size_t>(latents_.dims());
    sound_.clear();
    Status status = loaded_->call.push(
        latents_.values().subspan(static_cast<std::size_t>(next_frame_) * dims, static_cast<std::size_t>(count) * dims),
        sound_);
    next_frame_ += count;
    const bool at_end = next_frame_ >= latents_.frames();
    if (status && at_end) status = loaded_->call.finish(sound_);
    if (!status) return Status::error(file.written + ": " + status.message());
    if (status = writer_->write(sound_); !status) return status;
    written_samples_ += static_cast<std::int64_t>(sound_.size()) / method.out_channels;
    if (!at_end) return false;
    if (!loaded_->call.remark().empty())
        news.push_back(steps::News::remark(file.written + ": " + loaded_->call.remark()));
    if (status = writer_->commit(); !status) return status;
    news.push_back(steps::News::info(
        "decoded", {file.written, target_, static_cast<std::int64_t>(method.out_channels), written_samples_}));
    abandon();
    return true;
}

void Decode::abandon()
{
    writer_.reset();
    latents_ = {};
    sound_ = {};
}

double Decode::file_progress() const
{
    return latents_.frames() > 0 ? static_cast<double>(next_frame_) / static_cast<double>(latents_.frames()) : 1;
}

}  // namespace latentjam::unravel
