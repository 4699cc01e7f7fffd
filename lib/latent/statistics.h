// Moments, order statistics and correlation of latents, over any number of sequences.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "base/status.h"
#include "latent/sequence.h"

#include <span>
#include <vector>

namespace latentjam::latent {

/// One dimension over all frames, in the unit of the latent. Quantiles are interpolated linearly between neighbours.
struct DimensionStatistics {
    double mean = 0;
    double deviation = 0;  // of the population: divided by n, not n - 1
    double least = 0;
    double lower_quartile = 0;
    double median = 0;
    double upper_quartile = 0;
    double most = 0;
    double lower_whisker = 0;  // the outermost values that are within the bounds
    double upper_whisker = 0;

    double iqr() const noexcept { return upper_quartile - lower_quartile; }

    /// Mean and deviation that are robust against outliers: 1.35 deviations of a normal distribution lie between
    /// its quartiles.
    double robust_mean() const noexcept { return (lower_quartile + upper_quartile) / 2; }
    double robust_deviation() const noexcept { return iqr() / 1.35; }

    /// Values beyond these are outliers (Tukey 1977, "Exploratory Data Analysis").
    double lower_bound() const noexcept { return lower_quartile - 1.5 * iqr(); }
    double upper_bound() const noexcept { return upper_quartile + 1.5 * iqr(); }
};

struct Statistics {
    int frames = 0;
    std::vector<DimensionStatistics> dims;
    /// dims x dims, row by row. A constant dimension is correlated with itself only.
    std::vector<double> correlation;
    std::vector<double> covariance;
};

/// Sequences to be analysed as one. None is null.
using Sequences = std::span<const Sequence* const>;

/// Time grows with frames x dims^2: a few thousand frames may be analysed on Pd's thread. Gives up when `cancelled`.
/// Errors: no sequence, no frame, different dimensions, a value that is not finite. [worker]
Result<Statistics> analyse(Sequences sequences, const CancelFlag& cancelled = kNeverCancelled);

/// The density of one dimension's values, for a violin plot: at `points` places from `least` to `most`, scaled so that
/// the largest is 1. Gaussian kernels by Scott's rule (1992, "Multivariate Density Estimation").
/// Preconditions: the statistics are of these sequences, 0 <= dim < dims, 2 <= points <= 4096. [worker]
std::vector<float> density(Sequences sequences, const Statistics& statistics, int dim, int points);

}  // namespace latentjam::latent
