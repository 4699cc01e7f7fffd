// Endless windows: each begins with the end of the one before, and the player gets every frame once.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/endless.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

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

TEST_CASE("A leap over a seam is softened to the steps inside, and a step that is small enough stays as it is")
{
    const auto window = [](float leap) {
        latent::Sequence sequence = counting(0, 32);
        for (int i = 4; i < 32; ++i)
            for (int d = 0; d < 2; ++d) sequence.at(i, d) += leap + (i % 4 == 0 ? 0.5F : 0.0F);
        return sequence;
    };
    for (const float leap : {-0.5F, 20.0F, -20.0F}) {
        Endless stream;
        stream.set_overlap(4);
        stream.restart();
        (void)stream.arrived(counting(-28, 32));
        const latent::Sequence dreamt = window(leap), fresh = stream.arrived(dreamt);
        REQUIRE(fresh.frames() == 28);
        const float step = std::abs(fresh.at(0, 0) - dreamt.at(3, 0));
        if (leap == -0.5F)
            CHECK(fresh.at(0, 0) == dreamt.at(4, 0));
        else
            CHECK(step <= 1.5F + 1e-4F);
        for (int i = 6; i < 28; ++i) CHECK(fresh.at(i, 1) == dreamt.at(i + 4, 1));
    }
}
