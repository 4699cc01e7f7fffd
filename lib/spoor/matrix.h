// Small dense matrices: products, principal axes of covariances, and how fast a step grows.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace latentjam::spoor {

/// Row by row, in double precision.
struct Matrix {
    Matrix() = default;
    Matrix(std::size_t row_count, std::size_t column_count)
        : rows(row_count), columns(column_count), values(row_count * column_count)
    {
    }

    double& operator()(std::size_t row, std::size_t column) noexcept { return values[row * columns + column]; }
    double operator()(std::size_t row, std::size_t column) const noexcept { return values[row * columns + column]; }
    double trace() const noexcept;

    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;
};

Matrix identity(std::size_t size);
Matrix product(const Matrix& a, const Matrix& b);
Matrix transposed(const Matrix& matrix);

/// Matrix times vector. Preconditions: in.size() == columns, out.size() == rows, apart from each other. [audio]
void multiply(const Matrix& matrix, std::span<const double> in, std::span<double> out) noexcept;

/// Of a symmetric positive semi-definite matrix: the largest variance first; tiny negative ones are 0. The sign of an
/// axis is such that its largest component is positive, so that equal matrices have equal axes.
struct Axes {
    std::vector<double> variances;
    Matrix vectors;  ///< one axis in each column
};

/// By cyclic Jacobi rotations: additions, products and square roots only, so equal on every machine. [worker]
Axes principal_axes(const Matrix& symmetric);

/// A matrix whose product with its transpose is the one with these axes.
Matrix factor_of(const Axes& axes);

/// The symmetric square root, or its inverse, where variances below `least` count as `least`.
Matrix root_of(const Axes& axes, double least);
Matrix inverse_root_of(const Axes& axes, double least);

/// The largest magnitude of the eigenvalues, from above, to about a percent.
double spectral_radius(const Matrix& step);

}  // namespace latentjam::spoor
