// The Gaussian map.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/transport.h"

#include <algorithm>
#include <cmath>

namespace latentjam::spoor {

namespace {

constexpr double kLeastVariance = 1e-9;  // of the mean one

double least_of(const Matrix& covariance)
{
    return std::max(kLeastVariance * covariance.trace() / static_cast<double>(covariance.rows), 1e-12);
}

/// S_b^(1/2) (S_b^(1/2) S_a S_b^(1/2))^(-1/2) S_b^(1/2)
Matrix optimal(const Matrix& a, const Matrix& b)
{
    const Matrix root = root_of(principal_axes(b), 0);
    const Matrix between = product(product(root, a), root);
    return product(product(root, inverse_root_of(principal_axes(between), least_of(between))), root);
}

/// Mean and covariance only.
Moments seen_by(const Matrix& axes, const Moments& moments, std::span<const double> origin)
{
    std::vector<double> apart(moments.mean);
    for (std::size_t i = 0; i < apart.size(); ++i) apart[i] -= origin[i];
    Moments made;
    made.frames = moments.frames;
    made.mean.resize(axes.rows);
    multiply(axes, apart, made.mean);
    made.lagged[0] = product(product(axes, moments.covariance()), transposed(axes));
    return made;
}

}  // namespace

Transport Transport::none(const Moments& moments)
{
    Transport made;
    made.mean_in_ = made.mean_out_ = moments.mean;
    made.map_ = made.shared_ = identity(moments.dims());
    made.missing_ = Matrix(moments.dims(), 0);
    return made;
}

Transport Transport::between(const Moments& from, const Moments& to)
{
    Transport made;
    made.mean_in_ = from.mean;
    made.mean_out_ = to.mean;
    const std::size_t in = from.dims(), out = to.dims(), shared = std::min(in, out);
    if (in == out) {
        made.map_ = optimal(from.covariance(), to.covariance());
        made.shared_ = identity(out);
        made.missing_ = Matrix(out, 0);
        return made;
    }
    const Axes a = principal_axes(from.covariance()), b = principal_axes(to.covariance());
    const double least = least_of(from.covariance());
    made.map_ = Matrix(out, in);
    for (std::size_t axis = 0; axis < shared; ++axis) {
        const double scale = std::sqrt(b.variances[axis] / std::max(a.variances[axis], least));
        for (std::size_t row = 0; row < out; ++row)
            for (std::size_t column = 0; column < in; ++column)
                made.map_(row, column) += scale * b.vectors(row, axis) * a.vectors(column, axis);
    }
    made.missing_ = Matrix(out, out - shared);
    made.shared_ = Matrix(shared, out);
    for (std::size_t row = 0; row < out; ++row) {
        for (std::size_t axis = 0; axis < shared; ++axis) made.shared_(axis, row) = b.vectors(row, axis);
        for (std::size_t axis = shared; axis < out; ++axis)
            made.missing_(row, axis - shared) = b.vectors(row, axis) * std::sqrt(b.variances[axis]);
    }
    return made;
}

void Transport::map_deviation(std::span<const double> deviation, std::span<double> out) const noexcept
{
    multiply(map_, deviation, out);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += mean_out_[i];
}

void Transport::fill(std::span<const double> normals, double amount, std::span<double> out) const noexcept
{
    for (std::size_t row = 0; row < missing_.rows; ++row)
        for (std::size_t axis = 0; axis < missing_.columns; ++axis)
            out[row] += amount * missing_(row, axis) * normals[axis];
}

Moments Transport::source_on_shared_axes(const Moments& source) const
{
    return seen_by(product(shared_, map_), source, mean_in_);
}

Moments Transport::output_on_shared_axes(const Moments& output) const { return seen_by(shared_, output, mean_out_); }

}  // namespace latentjam::spoor
