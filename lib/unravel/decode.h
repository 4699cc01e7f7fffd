// Decode: latents to sound files.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "steps/model_source.h"
#include "unravel/file_step.h"
#include "unravel/sound_writer.h"

#include <memory>
#include <optional>
#include <vector>

namespace latentjam::unravel {

inline constexpr std::string_view kLatentExtensions[] = {".npy"};

/// Each `.npy` becomes one `.wav` by the model's `decode`, with all its channels, at the model's rate. Tells
/// `decoded <file> <result> <channels> <samples>`.
class Decode final : public FileStep {
public:
    Decode(steps::ModelSource source, FileJob job);

    const char* name() const override { return "decode"; }

private:
    Status prepare(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    Status open(const InputFile& file, const CancelFlag& cancelled) override;
    Result<bool> work(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    void abandon() override;
    double file_progress() const override;

    steps::ModelSource source_;
    std::optional<steps::LoadedMethod> loaded_;
    latent::Sequence latents_;
    int next_frame_ = 0;
    std::string target_;
    std::unique_ptr<SoundWriter> writer_;
    std::int64_t written_samples_ = 0;
    std::vector<float> sound_;
};

}  // namespace latentjam::unravel
