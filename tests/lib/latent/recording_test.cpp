// The rules by which recorded frames find their place.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/recording.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <vector>

using namespace latentjam;
using namespace latentjam::latent;

namespace {

/// Frames of two values: n and -n, from `first` on.
std::vector<float> frames_from(int first, int count)
{
    std::vector<float> values;
    for (int n = first; n < first + count; ++n) {
        values.push_back(static_cast<float>(n));
        values.push_back(static_cast<float>(-n));
    }
    return values;
}

}  // namespace

TEST_CASE("A recording that starts anew replaces the target with its first frame and not before")
{
    Sequence target(2, 3);
    Recording recording;
    recording.start_anew();
    CHECK(recording.is_running());
    CHECK(recording.replaces(target));
    target = Sequence(2, 0);
    recording.replaced();
    REQUIRE(recording.write(target, frames_from(1, 2)).is_ok());
    CHECK(target.frames() == 2);
    CHECK(target.at(1, 1) == -2);
    CHECK(recording.last_frame() == 1);
    CHECK_FALSE(recording.replaces(target));
}

TEST_CASE("What is appended stands behind what was there, also after it was shortened")
{
    Sequence target(2, 3);
    Recording recording;
    recording.append_to(target.frames());
    CHECK_FALSE(recording.replaces(target));
    REQUIRE(recording.write(target, frames_from(1, 1)).is_ok());
    CHECK(target.frames() == 4);
    target.set_frames(1);
    REQUIRE(recording.write(target, frames_from(9, 1)).is_ok());
    CHECK(target.frames() == 2);
    CHECK(target.at(1, 0) == 9);
}

TEST_CASE("In a loop frame n lies at n modulo the loop, in pieces of any size")
{
    const int loop = GENERATE(1, 2, 5, 100);
    const int piece = GENERATE(1, 3, 7);
    Sequence target(2, 0);
    Recording recording;
    recording.set_loop(loop);
    recording.append_to(0);
    for (int n = 0; n < 42; n += piece) REQUIRE(recording.write(target, frames_from(n, piece)).is_ok());
    CHECK(target.frames() == std::min(loop, 42));
    for (int frame = 0; frame < target.frames(); ++frame) {
        const int last = loop > 42 ? frame : frame + (41 - frame) / loop * loop;
        CHECK(target.at(frame, 0) == static_cast<float>(last));
    }
}

TEST_CASE("Frames of another number of dims stop the recording, and nothing is written")
{
    Sequence target(3, 1);
    Recording recording;
    recording.append_to(1);
    const Status status = recording.check(target, 2);
    CHECK(status.message() == "append: the signal has 2 channels and the latent 3 dims; record starts anew");
    CHECK_FALSE(recording.is_running());
}
