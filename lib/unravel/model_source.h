// The model that a step works with, named before it is loaded.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model_cache.h"
#include "unravel/model_call.h"
#include "unravel/options.h"
#include "unravel/step.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace latentjam::unravel {

/// Keeps a model loaded between steps; let it die on a worker. Thread-safe: a cancelled step may still be loading when
/// the next one is at work.
class HeldModel {
public:
    /// Lets go of the one before. [worker]
    void hold(std::shared_ptr<infer::Model> model)
    {
        const std::scoped_lock lock(mutex_);
        model_.swap(model);  // the old one dies when the lock is gone
    }

    /// Null when none is held. [any]
    std::shared_ptr<infer::Model> model() const
    {
        const std::scoped_lock lock(mutex_);
        return model_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<infer::Model> model_;
};

/// Which file, where it is kept once loaded, and how it is played.
struct ModelSource {
    infer::ModelCache* cache = nullptr;  ///< outlives every step
    std::string path;                    ///< empty: none was named
    infer::Device device = infer::Device::kCpu;
    std::shared_ptr<HeldModel> held;  ///< may be null
    Playing playing;
};

/// Rate that is taken for a model's which does not tell its own, as UnRAVEl does.
inline constexpr double kUsualRate_hz = 44100;

/// Samples of one latent frame.
int ratio_of(const infer::Method& method);

/// Sets the options `ratio` and `sample_rate` to what a model's file says, and returns its number of latents, 0 if it
/// has none. [any]
std::int64_t take_facts(const infer::Description& description, Options& options);

/// A model that is loaded, and one of its methods ready to run.
struct LoadedMethod {
    std::shared_ptr<infer::Model> model;
    ModelCall call;
    double rate_hz;  ///< of sound
};

/// Loads the model, or takes the one that is loaded already. Remarks are told. Errors: no model named, no such method,
/// what loading says. A load goes on to its end; if it was cancelled by then, the model is let go. [worker]
Result<LoadedMethod> load_method(const ModelSource& source, const std::string& method, std::vector<News>& news,
                                 const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::unravel
