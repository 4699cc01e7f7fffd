// A latent in other order.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/mosaic.h"

#include "lib/spoor/sources.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace latentjam;
using namespace latentjam::spoor;

namespace {

std::shared_ptr<const Study> study_of(std::shared_ptr<const latent::Sequence> source)
{
    const auto dims = static_cast<std::size_t>(source->dims());
    return *Study::of({.source = std::move(source), .first = 0, .kept = 1, .target = nullptr, .dims_out = dims});
}

std::vector<std::int64_t> path(const Study& study, std::uint64_t seed, int frames)
{
    Mosaic mosaic;
    random::Random random(seed);
    std::vector<double> out(study.dims_in()), room(study.dims_in());
    std::vector<std::int64_t> made;
    for (int i = 0; i < frames; ++i) {
        mosaic.step(study, random, out, room);
        made.push_back(mosaic.frame());
    }
    return made;
}

}  // namespace

TEST_CASE("Segments have 4 to 16 frames, lie inside the source, and do not stay in one place")
{
    const auto study = study_of(test::moving_latent(4, test::frames_in(60), 0.5, 0.5, 1));
    const auto frames = path(*study, 7, 4000);
    int length = 1, jumps = 0;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        REQUIRE((frames[i] >= 0 && frames[i] < study->frames()));
        if (frames[i] == frames[i - 1] + 1) {
            ++length;
            continue;
        }
        CHECK(length <= 16);
        const bool near_the_end = frames[i - 1] >= study->frames() - 2;
        CHECK((length >= 4 || near_the_end));
        CHECK(std::abs(frames[i] - frames[i - 1]) >= 42);
        length = 1;
        ++jumps;
    }
    CHECK(jumps > 4000 / 16);
    std::vector<std::int64_t> places = frames;
    std::sort(places.begin(), places.end());
    CHECK(std::unique(places.begin(), places.end()) - places.begin() > study->frames() / 2);
}

TEST_CASE("A jump leads to a frame like the one that would have come")
{
    const auto study = study_of(test::moving_latent(3, 3000, 0.5, 0.5, 1));
    const auto frames = path(*study, 7, 3000);
    double jumped = 0, any = 0;
    int jumps = 0;
    random::Random random(1);
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const auto would = static_cast<int>(frames[i - 1] + 1);
        if (frames[i] == would || would >= study->frames()) continue;
        jumped += study->apart(static_cast<int>(frames[i]), would);
        any += study->apart(static_cast<int>(random.integer(0, study->frames())), would);
        ++jumps;
    }
    CHECK(jumped < 0.1 * any);
}

TEST_CASE("The same seed goes the same way, another one another way")
{
    const auto study = study_of(test::moving_latent(4, 500, 0.5, 0.5, 1));
    CHECK(path(*study, 3, 300) == path(*study, 3, 300));
    CHECK(path(*study, 3, 300) != path(*study, 4, 300));
}

TEST_CASE("Sources of a few frames only, or all alike, are played as well")
{
    const int frames = GENERATE(8, 9, 20, 100);
    const auto study = study_of(std::make_shared<latent::Sequence>(2, frames));
    for (const std::int64_t frame : path(*study, 1, 500)) CHECK((frame >= 0 && frame < frames));
}
