// A stream of latents that behaves like another one, and learns it while it plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/mimic.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::spoor;

namespace {

/// Feeds a source, learns whenever it is time, and returns the last distance.
double fed(Mimic& mimic, const latent::Sequence& source, std::size_t dims_out)
{
    std::vector<double> in(static_cast<std::size_t>(source.dims())), out(dims_out);
    double last = -1;
    for (int t = 0; t < source.frames(); ++t) {
        const auto frame = source.frame(t);
        std::copy(frame.begin(), frame.end(), in.begin());
        mimic.read(in, out);
        if (mimic.take_lesson_due()) {
            Lesson lesson = mimic.heard();
            lesson.dims_out = dims_out;
            mimic.play(*Study::of(lesson));
        }
        if (mimic.take_distance_due()) last = mimic.study()->distance_of(*moments_of(mimic.played()));
    }
    return last;
}

}  // namespace

TEST_CASE("A mimic that listens comes near its source within a minute, and near the next one after it")
{
    Mimic mimic;
    mimic.prepare(4, 4, 3);
    mimic.set_rate(test::kRate_hz);
    mimic.listen(true);
    CHECK(fed(mimic, *test::moving_latent(4, test::frames_in(60), 0.7, 0.5, 1), 4) < 0.1);
    latent::Sequence other = *test::moving_latent(4, test::frames_in(60), 0.1, 0.1, 2);
    for (float& value : other.values()) value = 0.2F * value - 3;
    CHECK(fed(mimic, other, 4) < 0.1);
    CHECK(mimic.study()->moments.mean[0] < -2.5);
}

TEST_CASE("Before it has learnt, and with a source of other dims, a mimic plays on")
{
    Mimic mimic;
    mimic.prepare(2, 3, 1);
    std::vector<double> out(3);
    mimic.read(std::vector<double>{5, 7}, out);
    CHECK(out == std::vector<double>{5, 7, 5});
    CHECK(mimic.play(*Study::of({.source = test::moving_latent(6, 100, 0, 0, 1), .dims_out = 3})) == nullptr);
    mimic.manner.follow = 0.5;
    mimic.read(std::vector<double>{5, 7}, out);
    for (const double value : out) CHECK(std::isfinite(value));
    CHECK(mimic.play(nullptr) != nullptr);
}
