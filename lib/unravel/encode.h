// Encode: sound files to latents.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "audio/sound_reader.h"
#include "steps/model_source.h"
#include "unravel/file_step.h"

#include <optional>
#include <vector>

namespace latentjam::unravel {

/// Each file, mixed to mono at the model's rate, becomes one `.npy` by the model's `encode`. Tells
/// `encoded <file> <result> <dims> <frames>`.
class Encode final : public FileStep {
public:
    Encode(steps::ModelSource source, FileJob job);

    const char* name() const override { return "encode"; }

private:
    Status prepare(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    Status open(const InputFile& file, const CancelFlag& cancelled) override;
    Result<bool> work(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    void abandon() override;
    double file_progress() const override;
    Status save(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled);

    steps::ModelSource source_;
    std::optional<steps::LoadedMethod> loaded_;
    std::optional<audio::SoundReader> reader_;
    std::string target_;
    std::vector<float> samples_;
    std::vector<float> inputs_;  // the samples for each of the method's channels
    std::vector<float> latents_;
};

}  // namespace latentjam::unravel
