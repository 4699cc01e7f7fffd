// Endless windows: each begins with the end of the one before, and the player gets every frame once.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/endless.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::generate;

namespace {

/// Frames that count on from `first`.
latent::Sequence counting(int first, int frames)
{
    latent::Sequence sequence(2, frames, 21.5);
    for (int i = 0; i < frames; ++i) sequence.at(i, 0) = sequence.at(i, 1) = static_cast<float>(first + i);
    return sequence;
}

}  // namespace

TEST_CASE("A stream hands on every frame once, and keeps the overlap fixed in the next window")
{
    Endless stream;
    stream.set_overlap(4);
    stream.restart();
    Request first;
    first.seed = 7;
    int heard = 0;
    latent::Sequence fresh = stream.arrived(counting(0, 16));
    CHECK(fresh.frames() == 16);
    for (int window = 1; window <= 5; ++window) {
        for (int i = 0; i < fresh.frames(); ++i) CHECK(fresh.at(i, 0) == static_cast<float>(heard++));
        const Request request = stream.next(first);
        CHECK(request.seed == 7U + static_cast<unsigned>(window));
        CHECK(stream.index() == static_cast<unsigned>(window));
        REQUIRE(request.kept.size() == 1);
        CHECK(request.kept[0].count == 4);
        REQUIRE(request.source);
        CHECK(request.source->frames() == 4);
        CHECK(request.source->at(3, 1) == static_cast<float>(heard - 1));
        fresh = stream.arrived(counting(heard - 4, 16));
        CHECK(fresh.frames() == 12);
    }
}

TEST_CASE("The overlap is at most half a window, and a restart forgets")
{
    Endless stream;
    stream.set_overlap(1000);
    stream.restart();
    (void)stream.arrived(counting(0, 16));
    CHECK(stream.next({}).kept[0].count == 8);
    stream.restart();
    CHECK(stream.arrived(counting(0, 16)).frames() == 16);
    CHECK(stream.index() == 0);
}
