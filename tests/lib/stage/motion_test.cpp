// Controls between two values, under a knob, and at random.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/motion.h"

#include "listening.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace latentjam::stage;
using latentjam::test::control;
using latentjam::test::latent;

TEST_CASE("A knob's way through a range comes back to where it began")
{
    for (const char* box : {"x -3 3 0", "f 20 2000 100 -log", "w -words a b c d e", "t -toggle 0"}) {
        const Control c = control(box);
        for (int i = 0; i <= 100; ++i) {
            const Value value = at_position(c, i / 100.0);
            const Value again = at_position(c, position_of(c, value));
            CHECK(std::abs(position_of(c, value) - position_of(c, again)) < 1e-6);
        }
    }
    CHECK(std::abs(*number_at(at_position(control("f 20 2000 100 -log"), 0.5).atoms, 0) - 200) < 1e-6);
    CHECK(at_position(control("x 0 1 0"), 7) == value_of(1));
}

TEST_CASE("Between two values both ends are exact, and numbers move evenly")
{
    const Control x = control("x 0 10 0");
    CHECK(between(x, value_of(2), value_of(8), 0) == value_of(2));
    CHECK(between(x, value_of(2), value_of(8), 1) == value_of(8));
    CHECK(between(x, value_of(2), value_of(8), 0.5) == value_of(5));
    CHECK(between(control("n 0 10 0 -whole"), value_of(2), value_of(8), 0.6) == value_of(6));
    CHECK(between(control("f 1 100 1 -log"), value_of(1), value_of(100), 0.5) == value_of(10));
    CHECK(between(control("s 0 100 0 -jump"), value_of(1), value_of(100), 0.4) == value_of(1));
    CHECK(between(control("w -words a b"), value_of("a"), value_of("b"), 0.6) == value_of("b"));
    const Value bank{.atoms = {Atom(0.0), Atom("x"), Atom(4.0)}}, other{.atoms = {Atom(1.0), Atom("y"), Atom(8.0)}};
    CHECK(text_of(between(control("b -text"), bank, other, 0.25)) == "0.25 x 5");
}

TEST_CASE("Between two latents every value moves, and the length too")
{
    const Control a = control("a -latent a");
    const Value from{.latent = latent(2, 4, 0)}, to{.latent = latent(2, 4, 8)};
    const Value middle = between(a, from, to, 0.5);
    REQUIRE(middle.latent);
    for (int frame = 0; frame < 4; ++frame)
        for (int dim = 0; dim < 2; ++dim)
            CHECK(std::abs(middle.latent->at(frame, dim) - from.latent->at(frame, dim) - 4) < 1e-5F);
    CHECK(between(a, from, Value{.latent = latent(2, 8, 8)}, 0.5).latent->frames() == 6);
    CHECK(between(a, from, Value{.latent = latent(3, 4, 8)}, 0.4) == from);
    CHECK(between(a, Value{.latent = latent(2, 0, 0)}, to, 0.6) == to);
}

TEST_CASE("A walk stays in the range, goes further the larger it is, and is the same for the same seed")
{
    const Control x = control("x -2 2 0");
    double far = 0, near = 0;
    latentjam::random::Random random(3);
    for (int i = 0; i < 2000; ++i) {
        const double big = *number_at(walked(x, value_of(1.5), 1, random).atoms, 0);
        const double small = *number_at(walked(x, value_of(1.5), 0.05, random).atoms, 0);
        REQUIRE(std::abs(big) <= 2);
        far += std::abs(big - 1.5);
        near += std::abs(small - 1.5);
        CHECK(walked(x, value_of(1.5), 0, random) == value_of(1.5));
    }
    CHECK(far > 4 * near);
    latentjam::random::Random a(9), b(9);
    CHECK(walked(x, value_of(0), 0.5, a) == walked(x, value_of(0), 0.5, b));
    const Value content{.latent = latent(2, 8, 0)};
    CHECK(!(walked(control("a -latent a"), content, 0.5, a) == content));
    CHECK(walked(control("f -text"), value_of("x"), 1, a) == value_of("x"));
}
