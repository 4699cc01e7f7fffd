// Settings drawn at random: every allowed value occurs, and no other.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/settings.h"

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace latentjam;
using score::fibonacci::draw_settings;
using score::fibonacci::Settings;

TEST_CASE("Settings keep their ranges and reach both ends")
{
    random::Random random(5);
    std::set<int> sets, bpms, notes, scales, chords, modes;
    for (int n = 0; n < 5000; ++n) {
        const Settings drawn = draw_settings(random);
        sets.insert(drawn.sample_set);
        bpms.insert(drawn.bpm);
        notes.insert(drawn.base_note);
        scales.insert(drawn.scale);
        chords.insert(drawn.chord);
        modes.insert(drawn.modes[0] * 4 + drawn.modes[1] * 2 + drawn.modes[2]);
    }
    const auto check = [](const std::set<int>& seen, int least, int most) {
        CHECK(*seen.begin() == least);
        CHECK(*seen.rbegin() == most);
        CHECK(static_cast<int>(seen.size()) == most - least + 1);
    };
    check(sets, 0, 3);
    check(bpms, 140, 190);
    check(notes, 28, 40);
    check(scales, 0, 13);
    check(chords, 0, 34);
    check(modes, 0, 7);
}

TEST_CASE("The same seed draws the same settings")
{
    random::Random first(7), second(7), other(8);
    const Settings drawn = draw_settings(first);
    CHECK(drawn == draw_settings(second));
    CHECK_FALSE(drawn == draw_settings(other));
}
