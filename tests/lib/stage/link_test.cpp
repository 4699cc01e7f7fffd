// Link's tempo: what a grid of certain tempi follows, and what it proposes.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/link.h"

#include <catch2/catch_test_macros.hpp>

using latentjam::stage::LinkTempo;

TEST_CASE("A session's tempo is followed, and the true one proposed once")
{
    LinkTempo link;
    CHECK(!link.heard(120, 0));
    CHECK(!link.propose(117.45, 0));
    link.join(130);
    CHECK(!link.heard(130, 0));
    CHECK(link.heard(120, 1));
    CHECK(link.propose(117.45, 1.1) == 117.45);
    CHECK(!link.heard(117.45, 1.2));
    CHECK(!link.propose(117.45, 1.3));
    link.leave();
    CHECK(!link.heard(90, 5));
}

TEST_CASE("An answer is brought to the session's octave, a hand's tempo is not")
{
    LinkTempo link;
    link.join(120);
    CHECK(link.heard(40, 0));
    CHECK(link.propose(79, 0.1) == 39.5);
    CHECK(link.propose(158, 10) == 158);
    CHECK(!link.propose(4, 20));
}

TEST_CASE("Two grids that have no tempo in common come to rest, whatever their steps")
{
    for (const double other_bpm : {119.0, 60.0, 121.5}) {
        LinkTempo one, two;
        one.join(120);
        two.join(120);
        double session = 100, now_s = 0;
        int proposals = 0;
        for (int n = 0; n < 100; ++n, now_s += 0.1) {
            if (one.heard(session, now_s))
                if (const auto bpm = one.propose(117.45, now_s)) session = *bpm, ++proposals;
            if (two.heard(session, now_s))
                if (const auto bpm = two.propose(other_bpm, now_s)) session = *bpm, ++proposals;
        }
        CHECK(proposals <= 2 * LinkTempo::kMostAnswers);
        CHECK(!one.heard(session, now_s));
        CHECK(!two.heard(session, now_s));
    }
}
