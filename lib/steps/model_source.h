// The model that a step works with, named before it is loaded.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/model_cache.h"
#include "steps/model_call.h"
#include "steps/step.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace latentjam::steps {

/// Keeps a model loaded between steps; destroy it on a worker. Thread-safe: a cancelled step may still be loading while
/// the next one works.
class HeldModel {
public:
    /// Releases the previous one. [worker]
    void hold(std::shared_ptr<infer::Model> model)
    {
        const std::scoped_lock lock(mutex_);
        model_.swap(model);  // the old one is destroyed after the lock is released
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

/// Which file, where it is kept once loaded, and how it is run.
struct ModelSource {
    infer::ModelCache* cache = nullptr;  ///< outlives every step
    std::string path;                    ///< empty: none was named
    infer::Device device = infer::Device::kCpu;
    std::shared_ptr<HeldModel> held;  ///< may be null
    Playing playing;
};

/// The rate assumed for a model that does not state its own, as in UnRAVEl.
inline constexpr double kUsualRate_hz = 44100;

/// Samples of one latent frame.
int ratio_of(const infer::Method& method);

/// A loaded model, and one of its methods ready to run.
struct LoadedMethod {
    std::shared_ptr<infer::Model> model;
    ModelCall call;
    double rate_hz;  ///< of sound
};

/// Loads a model, or takes the one already loaded, and has `held`, if any, hold it. Its remarks are told. A load cannot
/// be interrupted; if it was cancelled meanwhile, the model is released. [worker]
Result<std::shared_ptr<infer::Model>> load_model(infer::ModelCache& cache, const std::string& path,
                                                 const infer::LoadOptions& options, HeldModel* held,
                                                 std::vector<News>& news, const CancelFlag& cancelled);

/// As load_model(). Errors: no model named, no such method, those of loading. [worker]
Result<LoadedMethod> load_method(const ModelSource& source, const std::string& method, std::vector<News>& news,
                                 const CancelFlag& cancelled = kNeverCancelled);

}  // namespace latentjam::steps
