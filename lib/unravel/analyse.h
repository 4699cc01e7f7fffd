// Analyse: the statistics of a set of latents, as messages.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "unravel/encodings.h"

#include <vector>

namespace latentjam::unravel {

/// Tells one list per statistic, a value for each dimension: `frames`, `dims`, `mean`, `std`, `min`, `q1`, `median`,
/// `q3`, `max`, `lower`, `upper` (the outlier bounds), and row by row `correlation` and `covariance`. With `iqr`, mean
/// and std are those of the middle half.
class Analyse final : public steps::Step {
public:
    Analyse(Place in, bool iqr) : encodings_(std::move(in)), iqr_(iqr) {}

    const char* name() const override { return "analyse"; }
    bool advance(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    double progress() const override { return encodings_.progress(); }

private:
    Encodings encodings_;
    bool iqr_;
};

}  // namespace latentjam::unravel
