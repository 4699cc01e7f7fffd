// Small dense matrices.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/matrix.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace latentjam::spoor {

namespace {

/// A' = R' A R with the rotation of p and q that makes A(p, q) 0; `vectors` turn with it.
void rotate(Matrix& a, Matrix& vectors, std::size_t p, std::size_t q)
{
    const double angle = (a(q, q) - a(p, p)) / (2 * a(p, q));
    const double tangent = (angle < 0 ? -1 : 1) / (std::abs(angle) + std::sqrt(angle * angle + 1));
    const double cosine = 1 / std::sqrt(tangent * tangent + 1), sine = tangent * cosine;
    for (std::size_t k = 0; k < a.rows; ++k) {
        const double kp = a(k, p), kq = a(k, q);
        a(k, p) = cosine * kp - sine * kq;
        a(k, q) = sine * kp + cosine * kq;
    }
    for (std::size_t k = 0; k < a.rows; ++k) {
        const double pk = a(p, k), qk = a(q, k);
        a(p, k) = cosine * pk - sine * qk;
        a(q, k) = sine * pk + cosine * qk;
    }
    for (std::size_t k = 0; k < a.rows; ++k) {
        const double kp = vectors(k, p), kq = vectors(k, q);
        vectors(k, p) = cosine * kp - sine * kq;
        vectors(k, q) = sine * kp + cosine * kq;
    }
}

template <typename Scale>
Matrix with_variances(const Axes& axes, Scale scale)
{
    Matrix scaled = axes.vectors;
    for (std::size_t row = 0; row < scaled.rows; ++row)
        for (std::size_t axis = 0; axis < scaled.columns; ++axis) scaled(row, axis) *= scale(axes.variances[axis]);
    return product(scaled, transposed(axes.vectors));
}

}  // namespace

double Matrix::trace() const noexcept
{
    double sum = 0;
    for (std::size_t i = 0; i < std::min(rows, columns); ++i) sum += (*this)(i, i);
    return sum;
}

Matrix identity(std::size_t size)
{
    Matrix matrix(size, size);
    for (std::size_t i = 0; i < size; ++i) matrix(i, i) = 1;
    return matrix;
}

Matrix product(const Matrix& a, const Matrix& b)
{
    Matrix made(a.rows, b.columns);
    for (std::size_t row = 0; row < a.rows; ++row)
        for (std::size_t k = 0; k < a.columns; ++k)
            for (std::size_t column = 0; column < b.columns; ++column) made(row, column) += a(row, k) * b(k, column);
    return made;
}

Matrix transposed(const Matrix& matrix)
{
    Matrix made(matrix.columns, matrix.rows);
    for (std::size_t row = 0; row < matrix.rows; ++row)
        for (std::size_t column = 0; column < matrix.columns; ++column) made(column, row) = matrix(row, column);
    return made;
}

void multiply(const Matrix& matrix, std::span<const double> in, std::span<double> out) noexcept
{
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        const double* values = &matrix.values[row * matrix.columns];
        out[row] = std::inner_product(in.begin(), in.end(), values, 0.0);
    }
}

Axes principal_axes(const Matrix& symmetric)
{
    constexpr int kMostSweeps = 60;
    Matrix rest = symmetric;
    Matrix vectors = identity(rest.rows);
    const double tiny = 1e-15 * std::max(std::abs(rest.trace()), 1e-300);
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
        bool is_done = true;
        for (std::size_t p = 0; p < rest.rows; ++p)
            for (std::size_t q = p + 1; q < rest.rows; ++q)
                if (std::abs(rest(p, q)) > tiny) {
                    rotate(rest, vectors, p, q);
                    is_done = false;
                }
        if (is_done) break;
    }

    std::vector<std::size_t> order(rest.rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&rest](std::size_t a, std::size_t b) { return rest(a, a) > rest(b, b); });
    Axes axes;
    axes.vectors = Matrix(rest.rows, rest.rows);
    for (std::size_t axis = 0; axis < order.size(); ++axis) {
        axes.variances.push_back(std::max(rest(order[axis], order[axis]), 0.0));
        std::size_t largest = 0;
        for (std::size_t row = 1; row < rest.rows; ++row)
            if (std::abs(vectors(row, order[axis])) > std::abs(vectors(largest, order[axis])) + 1e-12) largest = row;
        const double sign = vectors(largest, order[axis]) < 0 ? -1 : 1;
        for (std::size_t row = 0; row < rest.rows; ++row) axes.vectors(row, axis) = sign * vectors(row, order[axis]);
    }
    return axes;
}

Matrix factor_of(const Axes& axes)
{
    Matrix made = axes.vectors;
    for (std::size_t row = 0; row < made.rows; ++row)
        for (std::size_t axis = 0; axis < made.columns; ++axis) made(row, axis) *= std::sqrt(axes.variances[axis]);
    return made;
}

Matrix root_of(const Axes& axes, double least)
{
    return with_variances(axes, [least](double variance) { return std::sqrt(std::max(variance, least)); });
}

Matrix inverse_root_of(const Axes& axes, double least)
{
    return with_variances(axes, [least](double variance) { return 1 / std::sqrt(std::max(variance, least)); });
}

double spectral_radius(const Matrix& step)
{
    constexpr int kSquarings = 8;  // the norm of the 256th power, and its 256th root
    Matrix power = step;
    double radius = 1;  // the roots of the norms taken out on the way
    for (int i = 0; i <= kSquarings; ++i) {
        const double norm =
            std::sqrt(std::inner_product(power.values.begin(), power.values.end(), power.values.begin(), 0.0));
        if (norm == 0) return 0;
        double root = norm;
        for (int k = 0; k < i; ++k) root = std::sqrt(root);
        radius *= root;
        for (double& value : power.values) value /= norm;
        if (i < kSquarings) power = product(power, power);
    }
    return radius;
}

}  // namespace latentjam::spoor
