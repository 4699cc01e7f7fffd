// A job of the sampler as a step for the workers: loads the denoiser, dreams, shows what it has on the way.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "generate/sampler.h"
#include "infer/model_cache.h"
#include "steps/model_source.h"
#include "steps/step.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace latentjam::generate {

/// Where a dream leaves what it has; read on Pd's thread when its news arrive. Thread-safe.
class Dreamt {
public:
    void put(latent::Sequence sequence)
    {
        const std::scoped_lock lock(mutex_);
        sequence_ = std::move(sequence);
    }

    /// The newest, once; nothing when it was taken already.
    std::optional<latent::Sequence> take()
    {
        const std::scoped_lock lock(mutex_);
        std::optional<latent::Sequence> taken;
        taken.swap(sequence_);
        return taken;
    }

private:
    std::mutex mutex_;
    std::optional<latent::Sequence> sequence_;
};

/// Which file, and where its model is kept between dreams.
struct DenoiserSource {
    infer::ModelCache* cache = nullptr;  ///< outlives every dream
    std::string path;
    std::string name;  ///< as it was written
    infer::Device device = infer::Device::kCpu;
    infer::Precision precision = infer::Precision::kFull;
    std::shared_ptr<steps::HeldModel> held;
};

/// `windows` of the denoiser is how long it gets, unless request.frames is above 0. News: `dreaming dims frames`,
/// `preview` when previews are wanted (at most ten times a second), `generated dims frames` at the end; both of the
/// latter with the sequence in `into`.
class Dream final : public steps::Step {
public:
    Dream(DenoiserSource source, Request request, int windows, bool previews, std::shared_ptr<Dreamt> into);

    const char* name() const override { return "dream"; }
    bool advance(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    double progress() const override;

private:
    Status begin(std::vector<steps::News>& news, const CancelFlag& cancelled);

    DenoiserSource source_;
    Request request_;
    int windows_;
    bool previews_;
    std::shared_ptr<Dreamt> into_;
    std::optional<Sampler> sampler_;
};

}  // namespace latentjam::generate
