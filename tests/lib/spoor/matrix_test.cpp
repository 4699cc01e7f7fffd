// Small dense matrices.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/matrix.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::spoor;

namespace {

double farthest(const Matrix& a, const Matrix& b)
{
    double most = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) most = std::max(most, std::abs(a.values[i] - b.values[i]));
    return most;
}

}  // namespace

TEST_CASE("Principal axes are at right angles, the largest first, and give their matrix again")
{
    const auto dims = GENERATE(std::size_t{1}, std::size_t{4}, std::size_t{9}, std::size_t{64});
    const Matrix covariance = test::known_covariance(dims, 0.7);
    const Axes axes = principal_axes(covariance);
    CHECK(std::is_sorted(axes.variances.rbegin(), axes.variances.rend()));
    CHECK(farthest(product(transposed(axes.vectors), axes.vectors), identity(dims)) < 1e-12);
    const Matrix factor = factor_of(axes);
    CHECK(farthest(product(factor, transposed(factor)), covariance) < 1e-12 * covariance.trace());
}

TEST_CASE("A root times itself is the matrix, and times its inverse is one")
{
    const Matrix covariance = test::known_covariance(6, 0.3);
    const Axes axes = principal_axes(covariance);
    const Matrix root = root_of(axes, 0);
    CHECK(farthest(product(root, root), covariance) < 1e-12);
    CHECK(farthest(product(root, inverse_root_of(axes, 0)), identity(6)) < 1e-12);
}

TEST_CASE("A constant dim has an axis without variance, and zeros are no trouble")
{
    Matrix covariance(3, 3);
    covariance(0, 0) = 2;
    const Axes axes = principal_axes(covariance);
    CHECK(axes.variances == std::vector<double>{2, 0, 0});
    CHECK(farthest(inverse_root_of(axes, 0.5), inverse_root_of(axes, 0.5)) == 0);
    CHECK(principal_axes(Matrix(2, 2)).variances == std::vector<double>{0, 0});
    CHECK(spectral_radius(Matrix(2, 2)) == 0);
}

TEST_CASE("The spectral radius is that of the largest eigenvalue, also of turning steps, and never below it")
{
    Matrix turning(2, 2);  // eigenvalues .9 e^(+-i)
    turning(0, 0) = turning(1, 1) = 0.9 * std::cos(1.0);
    turning(0, 1) = -0.9 * std::sin(1.0);
    turning(1, 0) = 0.9 * std::sin(1.0);
    CHECK(spectral_radius(turning) >= 0.9);
    CHECK(spectral_radius(turning) < 0.91);
    Matrix shearing(2, 2);  // both eigenvalues .5, but a long way to them
    shearing(0, 0) = shearing(1, 1) = 0.5;
    shearing(0, 1) = 3;
    CHECK(spectral_radius(shearing) >= 0.5);
    CHECK(spectral_radius(shearing) < 0.52);
}
