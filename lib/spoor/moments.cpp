// Mean and covariances in time of a latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/moments.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace latentjam::spoor {

namespace {

constexpr double kFramesForEachDim = 10;
constexpr double kLeastVariance = 1e-9;  // of the mean one: a dim that never moved has no direction otherwise

void shrink(Matrix& matrix, double kept)
{
    for (std::size_t row = 0; row < matrix.rows; ++row)
        for (std::size_t column = 0; column < matrix.columns; ++column)
            if (row != column) matrix(row, column) *= kept;
}

/// The sum of the logarithms of the variances along the axes.
double log_determinant(const Axes& axes, double least)
{
    double sum = 0;
    for (const double variance : axes.variances) sum += std::log(std::max(variance, least));
    return sum;
}

}  // namespace

Result<Moments> moments_of(const latent::Sequence& sequence, double kept)
{
    const auto dims = static_cast<std::size_t>(sequence.dims());
    const auto frames = static_cast<std::size_t>(sequence.frames());
    if (frames < 2 || dims == 0)
        return Status::error(std::to_string(frames) + " frames: two at least are needed to learn from");
    for (const float value : sequence.values())
        if (!std::isfinite(value)) return Status::error("a value that is not finite cannot be learnt from");

    std::vector<double> weights(frames, 1.0);
    for (std::size_t t = frames - 1; t > 0; --t) weights[t - 1] = weights[t] * kept;
    Moments made;
    made.mean.assign(dims, 0.0);
    for (std::size_t t = 0; t < frames; ++t) {
        const auto frame = sequence.frame(static_cast<int>(t));
        for (std::size_t i = 0; i < dims; ++i) made.mean[i] += weights[t] * static_cast<double>(frame[i]);
        made.frames += weights[t];
    }
    for (double& value : made.mean) value /= made.frames;

    Matrix rows(frames, dims);
    for (std::size_t t = 0; t < frames; ++t) {
        const double root = std::sqrt(weights[t] / made.frames);
        for (std::size_t i = 0; i < dims; ++i)
            rows(t, i) =
                root * (static_cast<double>(sequence.at(static_cast<int>(t), static_cast<int>(i))) - made.mean[i]);
    }
    const double sure = std::min(1.0, made.frames / (kFramesForEachDim * static_cast<double>(dims)));
    for (std::size_t lag = 0; lag <= kMostLag; ++lag) {
        Matrix& matrix = made.lagged[lag] = Matrix(dims, dims);
        for (std::size_t t = lag; t < frames; ++t)
            for (std::size_t i = 0; i < dims; ++i)
                for (std::size_t j = 0; j < dims; ++j) matrix(i, j) += rows(t, i) * rows(t - lag, j);
        if (sure < 1) shrink(matrix, sure);
    }
    return made;
}

Moments usual_moments(std::size_t dims)
{
    Moments made;
    made.frames = kFramesForEachDim * static_cast<double>(dims);
    made.mean.assign(dims, 0.0);
    for (Matrix& matrix : made.lagged) matrix = Matrix(dims, dims);
    made.lagged[0] = identity(dims);
    return made;
}

double distance(const Moments& a, const Moments& b)
{
    const std::size_t dims = a.dims();
    Matrix both = a.covariance();
    for (std::size_t i = 0; i < both.values.size(); ++i)
        both.values[i] = (both.values[i] + b.covariance().values[i]) / 2;
    const double least = std::max(kLeastVariance * both.trace() / static_cast<double>(dims), 1e-12);
    const Axes axes = principal_axes(both);
    double apart = 0;  // of the means, along each axis in its deviations
    for (std::size_t axis = 0; axis < dims; ++axis) {
        double along = 0;
        for (std::size_t i = 0; i < dims; ++i) along += axes.vectors(i, axis) * (a.mean[i] - b.mean[i]);
        apart += along * along / std::max(axes.variances[axis], least);
    }
    const double mean = (log_determinant(principal_axes(a.covariance()), least) +
                         log_determinant(principal_axes(b.covariance()), least)) /
                        2;
    return std::max(0.0, apart / 8 + (log_determinant(axes, least) - mean) / 2);
}

}  // namespace latentjam::spoor
