// The ziggurat's tables hold together: equal areas, edges on the curve, inner parts inside.
// SPDX-License-Identifier: BSD-3-Clause
#include "random/ziggurat.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::random;

TEST_CASE("The ziggurat's strips have equal areas and shrink upward")
{
    for (std::size_t i = 1; i < 255; ++i) {
        const double edge = kZiggurat.scale[i + 1] * 0x1.0p52;
        const double area = edge * (kZiggurat.density[i] - kZiggurat.density[i + 1]);
        CHECK(std::abs(area - Ziggurat::kArea) < 1e-15);
        CHECK(kZiggurat.scale[i] < kZiggurat.scale[i + 1]);
    }
}

TEST_CASE("Every edge of the ziggurat lies on the normal curve, to an ulp")
{
    for (std::size_t i = 1; i < 256; ++i) {
        const double edge = kZiggurat.scale[i] * 0x1.0p52;
        const double density = std::exp(-0.5 * edge * edge);
        CAPTURE(i);
        CHECK(std::abs(kZiggurat.density[i] - density) <= 4e-16 * density);
    }
    CHECK(kZiggurat.density[0] == 1);
    CHECK(kZiggurat.scale[255] * 0x1.0p52 == Ziggurat::kTail);
}

TEST_CASE("The inner part of a strip ends where the strip above it does")
{
    for (std::size_t i = 2; i < 256; ++i) {
        const double end = static_cast<double>(kZiggurat.inner[i]) * kZiggurat.scale[i];
        const double above = kZiggurat.scale[i - 1] * 0x1.0p52;
        CAPTURE(i);
        CHECK(std::abs(end - above) <= kZiggurat.scale[i]);
    }
    CHECK(kZiggurat.inner[1] == 0);  // the topmost strip lies nowhere under the curve for its whole height
}
