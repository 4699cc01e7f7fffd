// Finds a baseline as a step for the workers: asks the model, or searches it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "latent/statistics.h"
#include "spoor/baseline.h"
#include "spoor/search.h"
#include "spoor/sounding.h"
#include "steps/model_source.h"
#include "steps/step.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace latentjam::spoor {

/// Where a baseline is left; read on Pd's thread when its news arrive. Thread-safe.
class Found {
public:
    void put(Baseline baseline)
    {
        const std::scoped_lock lock(mutex_);
        baseline_ = std::move(baseline);
    }
    std::optional<Baseline> take()
    {
        const std::scoped_lock lock(mutex_);
        std::optional<Baseline> taken;
        taken.swap(baseline_);
        return taken;
    }

private:
    std::mutex mutex_;
    std::optional<Baseline> baseline_;
};

/// What to look for. `wanted.place` and `wanted.deviation` are the mean and deviations around which a search goes, and
/// the place itself for kZero and kHere.
struct FindRequest {
    Baseline wanted;
    std::shared_ptr<const latent::Sequence> material;  ///< of kMean and kMedian
    double slope_db = -3;                              ///< of kPlain, dB an octave
};

/// News: `decodes n` and `starts median` and `reached cost` of a search, `found method` at the end with the baseline in
/// `into`. Without a model nothing is decoded, so there is no level and no sensitivity.
class Find final : public steps::Step {
public:
    Find(steps::ModelSource source, FindRequest request, std::shared_ptr<Found> into);

    const char* name() const override { return "find"; }
    bool advance(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    double progress() const override;

    static constexpr int kFrames = 8;       ///< of a decode
    static constexpr int kFirstFrames = 3;  ///< of them are not heard: the model begins

private:
    Status begin(std::vector<steps::News>& news, const CancelFlag& cancelled);
    Status encode(std::vector<steps::News>& news, const CancelFlag& cancelled);
    Status take_material();
    Result<Sounding> decode(std::span<const double> place);
    double cost_of(const Sounding& sounding) const;
    Status search(std::vector<steps::News>& news);
    Status measure(std::vector<steps::News>& news);
    int measures() const { return 2 * static_cast<int>(made_.place.size()) + 1; }

    steps::ModelSource source_;
    FindRequest request_;
    std::shared_ptr<Found> into_;
    Baseline made_;
    std::optional<steps::ModelCall> decoder_;
    std::optional<Ear> ear_;
    std::optional<Search> search_;
    std::optional<Sounding> at_place_;
    std::vector<double> sensitivity_;
    bool has_begun_ = false;
    int decodes_ = 0;
};

}  // namespace latentjam::spoor
