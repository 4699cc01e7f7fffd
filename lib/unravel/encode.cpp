// Encode: sound files to latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/encode.h"

#include "latent/file.h"

#include <algorithm>
#include <utility>

namespace latentjam::unravel {

Encode::Encode(steps::ModelSource source, FileJob job)
    : FileStep(std::move(job), kSoundExtensions), source_(std::move(source))
{
}

Status Encode::prepare(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    auto loaded = steps::load_method(source_, "encode", news, cancelled);
    if (!loaded) return loaded.status();
    loaded_.emplace(std::move(*loaded));
    if (loaded_->call.method().in_ratio != 1) return Status::error("this model's encode takes no sound");
    samples_.resize(static_cast<std::size_t>(loaded_->call.frames_per_call()));
    return {};
}

Status Encode::open(const InputFile& file, const CancelFlag&)
{
    auto target = free_path(job().out, encoded_name(file), job().overwrite);
    if (!target) return Status::error(file.written + ": " + target.message());
    target_ = std::move(*target);
    auto reader = audio::SoundReader::open(file.path, loaded_->rate_hz);
    if (!reader) return reader.status();
    reader_.emplace(std::move(*reader));
    latents_.clear();
    loaded_->call.begin();
    return {};
}

Result<bool> Encode::work(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    const auto got = reader_->read(samples_);
    if (!got) return got.status();
    const auto channels = static_cast<std::size_t>(loaded_->call.method().in_channels);
    inputs_.clear();
    for (std::size_t i = 0; i < *got; ++i) inputs_.insert(inputs_.end(), channels, samples_[i]);
    Status status = loaded_->call.push(inputs_, latents_);
    const bool at_end = *got < samples_.size();
    if (status && at_end) status = loaded_->call.finish(latents_);
    if (!status) return Status::error(file.written + ": " + status.message());
    if (!at_end) return false;
    if (!loaded_->call.remark().empty())
        news.push_back(steps::News::remark(file.written + ": " + loaded_->call.remark()));
    status = save(file, news, cancelled);
    abandon();
    if (!status) return status;
    return true;
}

Status Encode::save(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    const infer::Method& method = loaded_->call.method();
    const std::size_t frames = latents_.size() / static_cast<std::size_t>(method.out_channels);
    if (frames == 0)
        return Status::error(file.written + ": shorter than one latent frame, which takes " +
                             std::to_string(method.out_ratio) + " samples");
    if (frames > static_cast<std::size_t>(latent::kMostFrames) ||
        !latent::is_valid_size(method.out_channels, static_cast<int>(frames)))
        return Status::error(file.written + ": " + std::to_string(frames) +
                             " latent frames are more than a file may hold");
    latent::Sequence sequence(method.out_channels, static_cast<int>(frames), loaded_->rate_hz / method.out_ratio);
    std::copy(latents_.begin(), latents_.end(), sequence.values().begin());
    if (const Status status = latent::write(sequence, target_, cancelled); !status) return status;
    news.push_back(steps::News::info("encoded", {file.written, target_, static_cast<std::int64_t>(sequence.dims()),
                                                 static_cast<std::int64_t>(sequence.frames())}));
    return {};
}

void Encode::abandon()
{
    reader_.reset();
    latents_ = {};
}

double Encode::file_progress() const { return reader_ ? reader_->progress() : 1; }

}  // namespace latentjam::unravel
