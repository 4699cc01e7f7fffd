// Pathways: cyclic, continuous, and in five registers.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/agents/pathway.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <vector>

using namespace latentjam;
using namespace latentjam::score::agents;

namespace {

/// Dim 0: the register's number; dim 1: the frame's; dim 2: constant.
Pathway numbered(int frames)
{
    latent::Sequence sequence(3, kRegisters * frames);
    for (int r = 0; r < kRegisters; ++r)
        for (int frame = 0; frame < frames; ++frame) {
            sequence.at(r * frames + frame, 0) = static_cast<float>(r - 2);
            sequence.at(r * frames + frame, 1) = static_cast<float>(frame);
            sequence.at(r * frames + frame, 2) = 5;
        }
    return Pathway(std::move(sequence));
}

}  // namespace

TEST_CASE("A pathway gives its frames at their places and goes from the last to the first without a seam")
{
    const Pathway path = numbered(8);
    CHECK(path.frames() == 8);
    std::vector<float> out(3);
    for (int frame = 0; frame < 8; ++frame) {
        path.at(frame / 8.0, -1, out);
        CHECK(out == std::vector<float>{-1, static_cast<float>(frame), 5});
    }
    path.at(7.5 / 8, 0, out);
    CHECK(std::abs(out[1] - 3.5F) < 1e-5F);  // halfway from 7 to 0
    path.at(3.25, 0, out);
    CHECK(out[1] == 2.0F);
    path.at(-.125, 9, out);
    CHECK(out == std::vector<float>{2, 7, 5});
}

TEST_CASE("Between registers a pathway crossfades, and its middle follows")
{
    const Pathway path = numbered(4);
    std::vector<float> out(3), middle(3);
    for (const double r : {-2.0, -1.25, 0.0, .5, 2.0}) {
        path.at(0, r, out);
        path.middle(r, middle);
        CHECK(std::abs(double{out[0]} - r) < 1e-6);
        CHECK(std::abs(double{middle[0]} - r) < 1e-6);
        CHECK(middle[1] == 1.5F);
    }
    CHECK(path.dim_by_movement(0) == 1);
    CHECK(path.deviation(2) == 0);
    CHECK(path.mean(2) == 5);
}

TEST_CASE("Any file is a pathway: none, one frame, a number of frames that five does not divide")
{
    for (const int frames : {0, 1, 7}) {
        const Pathway path{latent::Sequence(2, frames)};
        std::vector<float> out{9, 9};
        path.at(.7, 1, out);
        CHECK(out == std::vector<float>{0, 0});
    }
    const Pathway circle(8);
    std::vector<float> out(8);
    circle.at(.25, 0, out);
    CHECK(std::abs(out[0] - 1) < .01F);
    CHECK(Pathway().dims() == 0);
}
