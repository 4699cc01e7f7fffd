// How a latent moves from frame to frame.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/gait.h"

#include <algorithm>
#include <cmath>

namespace latentjam::spoor {

namespace {

constexpr double kRidge = 1e-3;       // of the mean variance, so that a dim that hardly moves does not blow up
constexpr double kMostRadius = 0.98;  // a slower process would drift for more than two seconds

Matrix inverse_of(const Matrix& covariance)
{
    Axes axes = principal_axes(covariance);
    const double ridge = std::max(kRidge * covariance.trace() / static_cast<double>(covariance.rows), 1e-12);
    for (double& variance : axes.variances) variance += ridge;
    const Matrix root = inverse_root_of(axes, ridge);
    return product(root, root);
}

/// Levinson's recursion: what predicts a value from the last four. `covariances` are of lag 0 to 4; the result's error
/// is the variance of what cannot be predicted.
struct Prediction {
    std::array<double, kMostLag> weights{};
    double error = 0;
};

Prediction predict(const std::array<double, kMostLag + 1>& covariances)
{
    Prediction made;
    made.error = covariances[0];
    for (std::size_t order = 0; order < kMostLag && made.error > 1e-12 * covariances[0]; ++order) {
        double rest = covariances[order + 1];
        for (std::size_t i = 0; i < order; ++i) rest -= made.weights[i] * covariances[order - i];
        const double reflection = rest / made.error;
        auto next = made.weights;
        next[order] = reflection;
        for (std::size_t i = 0; i < order; ++i) next[i] -= reflection * made.weights[order - 1 - i];
        made.weights = next;
        made.error *= 1 - reflection * reflection;
    }
    return made;
}

}  // namespace

void Past::prepare(std::size_t dims)
{
    for (auto& frame : frames_) frame.assign(dims, 0.0);
    newest_ = 0;
}

Gait::Gait(const Moments& moments)
{
    const Matrix& covariance = moments.covariance();
    step_ = product(moments.lagged[1], inverse_of(covariance));
    radius_ = spectral_radius(step_);
    if (radius_ > kMostRadius) {
        for (double& value : step_.values) value *= kMostRadius / radius_;
        radius_ = kMostRadius;
    }
    Matrix noise = product(product(step_, covariance), transposed(step_));
    for (std::size_t i = 0; i < noise.values.size(); ++i) noise.values[i] = covariance.values[i] - noise.values[i];
    noise_ = factor_of(principal_axes(noise));
    fit_axes(moments);
}

void Gait::fit_axes(const Moments& moments)
{
    const Axes axes = principal_axes(moments.covariance());
    const std::size_t dims = moments.dims();
    axes_ = transposed(axes.vectors);
    along_ = Matrix(dims, kMostLag);
    for (std::size_t axis = 0; axis < dims; ++axis) {
        std::array<double, kMostLag + 1> covariances{};
        for (std::size_t lag = 0; lag <= kMostLag; ++lag)
            for (std::size_t i = 0; i < dims; ++i)
                for (std::size_t j = 0; j < dims; ++j)
                    covariances[lag] += axes.vectors(i, axis) * moments.lagged[lag](i, j) * axes.vectors(j, axis);
        const Prediction prediction = predict(covariances);
        for (std::size_t lag = 0; lag < kMostLag; ++lag) along_(axis, lag) = prediction.weights[lag];
        deviations_.push_back(std::sqrt(std::max(prediction.error, 0.0)));
    }
}

void Gait::step(Order order, Past& past, std::span<const double> normals, std::span<double> room) const noexcept
{
    const std::size_t dims = normals.size();
    if (order == Order::kOne) {
        multiply(step_, past.before(0), room);
        const auto next = past.advance();
        multiply(noise_, normals, next);
        for (std::size_t i = 0; i < dims; ++i) next[i] += room[i];
        return;
    }
    for (std::size_t axis = 0; axis < dims; ++axis) {
        const double* vector = &axes_.values[axis * dims];
        double value = deviations_[axis] * normals[axis];
        for (std::size_t lag = 0; lag < kMostLag; ++lag) {
            double before = 0;
            for (std::size_t i = 0; i < dims; ++i) before += vector[i] * past.before(lag)[i];
            value += along_(axis, lag) * before;
        }
        room[axis] = value;
    }
    const auto next = past.advance();
    for (std::size_t i = 0; i < dims; ++i) {
        next[i] = 0;
        for (std::size_t axis = 0; axis < dims; ++axis) next[i] += axes_(axis, i) * room[axis];
    }
}

}  // namespace latentjam::spoor
